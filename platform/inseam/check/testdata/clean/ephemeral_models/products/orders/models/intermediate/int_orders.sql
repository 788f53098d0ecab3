{{ config(materialized='ephemeral') }}
with recursive orders as (
    select * from {{ ref('stg_orders') }}
)

select
    orders.order_id,
    orders.amount,
    customers.country
from orders
inner join {{ ref('stg_customers') }} as customers
    on orders.customer_id = customers.customer_id
left join {{ ref('stg_regions') }} as regions
    on customers.country = regions.country
