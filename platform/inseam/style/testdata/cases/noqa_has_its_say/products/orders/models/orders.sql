select
    purchases.order_id,
    customers.country,
    purchases.amount // 100 as amount -- noqa: PRS
from {{ ref('purchases') }} as purchases
right join {{ ref('customers') }} as customers -- noqa: CV08
    on purchases.customer_id = customers.customer_id
