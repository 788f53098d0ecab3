{{ config(materialized='table') }}
select
    order_id,
    amount,
    country,
    {{ dbt_common.as_of() }} as updated_at,
    sum(length(order_id)) over () as letters
from {{ ref('int_orders') }}
