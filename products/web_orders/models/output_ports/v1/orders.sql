-- Output port web-orders-with-consent-v1, governed by the contract beside this file.

select
    order_id,
    billing_customer_id,
    shipment_customer_id,
    sold_timestamp,
    cast(total_amount as bigint) as total_amount
from {{ ref('int_consented_orders') }}
