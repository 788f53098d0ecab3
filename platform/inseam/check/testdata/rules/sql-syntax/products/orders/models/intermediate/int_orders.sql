{{ config(materialized='table') }}

select
    orders.order_id,
    max(orders.amount) as amount
    min(customers.country) as country
from {{ ref('stg_orders') }} as orders
inner join {{ ref('stg_customers') }} as customers
    on orders.customer_id = customers.customer_id
group by orders.order_id
