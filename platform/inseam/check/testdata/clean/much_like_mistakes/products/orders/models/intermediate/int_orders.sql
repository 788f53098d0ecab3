select
    orders.customer_id as order_id,
    orders.amount,
    coalesce(customers.country, '?') as country
from {{ ref('stg_orders') }} as orders
left join {{ ref('stg_customers') }} as customers
    on orders.customer_id = customers.customer_id
where orders.customer_id is not null
