{# The shop repeats the header in every line, and loses some of it in some lines. What a line still
   has is the order's: no two lines of an order contradict each other. #}
with

lines as (

    select * from {{ ref('stg_web_sales') }}

)

select
    order_id,
    max(billing_customer_id) as billing_customer_id,
    max(shipment_customer_id) as shipment_customer_id,
    max(sold_timestamp) as sold_timestamp,
    coalesce(sum(amount), 0) as total_amount
from lines
group by 1
