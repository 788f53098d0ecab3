select
    orders.customer_id as order_id,
    orders.amount,
    customers.country
from {{ ref('stg_orders') }} as orders
left join {{ ref('stg_customers') }} as customers
    on orders.order_id = customers.customer_id
