select * from {{ source('shop_v1', 'customers') }}
