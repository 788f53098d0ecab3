select order_id, amount from {{ source('shop_v1', 'lines') }}
