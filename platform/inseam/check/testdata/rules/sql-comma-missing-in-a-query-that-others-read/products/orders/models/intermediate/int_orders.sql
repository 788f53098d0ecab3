with

orders as (

    select
        order_id -- the key

        amount,
        customer_id
    from {{ ref('stg_orders') }}

)

select
    orders.order_id,
    orders.amount,
    customers.country
from orders
inner join {{ ref('stg_customers') }} as customers
    on orders.customer_id = customers.customer_id
