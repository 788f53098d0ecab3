with

orders as (

    select * from {{ source('web_orders_with_consent_v1', 'orders') }}

)

select
    order_id,
    cast(date_trunc('month', sold_timestamp) as date) as order_month
from orders
