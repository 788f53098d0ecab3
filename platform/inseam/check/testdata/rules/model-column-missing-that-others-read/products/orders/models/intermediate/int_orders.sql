select
    orders.order_id,
    orders.amuont,
    customers.country
from {{ ref('stg_orders') }} as orders
inner join {{ ref('stg_customers') }} as customers
    on orders.customer_id = customers.customer_id
