{{ config(materialized='ephemeral') }}
select
    order_id,
    customer_id,
    amount,
    ordered_on
from {{ source('shop_v1', 'orders') }}
