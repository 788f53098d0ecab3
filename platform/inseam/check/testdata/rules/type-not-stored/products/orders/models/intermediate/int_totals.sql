{{ config(materialized='table') }}
select
    country,
    sum(length(order_id)) as letters,
    count_if(amount > 1) as many,
    {'total': sum(length(order_id))} as nested
from {{ ref('int_orders') }}
group by country
