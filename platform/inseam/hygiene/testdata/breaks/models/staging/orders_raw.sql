select order_id from {{ source('shop_v1', 'orders') }};
