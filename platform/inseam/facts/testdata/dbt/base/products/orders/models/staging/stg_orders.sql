select order_id, customer_id, amount, created_at from {{ source('shop_v1', 'orders') }}
