select
    orders.order_id,
    customers.customer_id
from {{ ref('orders') }} as orders
right join {{ ref('customers') }} as customers
    on orders.customer_id = customers.customer_id
