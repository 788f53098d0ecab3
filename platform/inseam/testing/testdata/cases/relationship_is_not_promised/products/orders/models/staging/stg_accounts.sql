select login from {{ source('shop_v1', 'account') }}
