with

orders as (

    select
        order_id,
        customer_id,
        amount
    from {{ ref('stg_orders') }}

),

large as (

    select
        orders.order_id,
        orders.custmer_id,
        ordrs.amount
    from orders

)

select
    large.order_id,
    large.amount,
    customers.country
from large
inner join {{ ref('stg_customers') }} as customers
    on large.customer_id = customers.customer_id
