select
    order_id,
    customer_id,
    amount,
    cast(amount as date) as ordered_on
from {{ source('shop_v1', 'orders') }}
where
    ordered_on > 20250101
    and customer_id + 1 > 0
