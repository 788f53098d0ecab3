{{ config(materialized='ephemeral') }}
select
    purchase_id as order_id,
    customer,
    amount,
    bought_at as ordered_at
from {{ source('shop_v1', 'purchase') }}
