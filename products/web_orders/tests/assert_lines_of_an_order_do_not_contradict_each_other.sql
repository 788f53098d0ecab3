-- The header of an order is put together from its lines: that is right only as long as they agree.
select
    order_id,
    count(distinct billing_customer_id) as billing_customers,
    count(distinct shipment_customer_id) as shipment_customers,
    count(distinct sold_timestamp) as times
from {{ ref('stg_web_sales') }}
group by 1
having
    count(distinct billing_customer_id) > 1
    or count(distinct shipment_customer_id) > 1
    or count(distinct sold_timestamp) > 1
