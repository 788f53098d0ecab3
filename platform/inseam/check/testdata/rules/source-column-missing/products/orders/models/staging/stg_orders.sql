-- The shop has no column `status`.
select
    order_id,
    customer_id,
    amount,
    ordered_on
from {{ source('shop_v1', 'orders') }}
where status = 'paid'
