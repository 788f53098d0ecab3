{{ config(materialized='table') }}
select
    country,
    cast(sum(length(order_id)) as bigint) as letters,
    sum(amount) as amount,
    count(*) as orders,
    {'HUGEINT': 1} as named
from {{ ref('int_orders') }}
group by country
