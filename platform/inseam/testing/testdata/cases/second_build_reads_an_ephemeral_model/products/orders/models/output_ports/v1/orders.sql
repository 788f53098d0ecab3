{{ config(materialized='incremental', unique_key='order_id', on_schema_change='fail') }}
select
    order_id,
    customer,
    amount,
    ordered_at
from {{ ref('stg_purchases') }}
{% if is_incremental() %}
where ordered_at >= (select max(p.ordered_at) from {{ this }} as p)
{% endif %}
