{{ config(materialized='incremental', unique_key=['order_id'], on_schema_change='fail') }}

select orders.order_id, orders.amount, orders.created_at
from {{ ref('stg_orders') }} as orders
{% if is_incremental() %}
where orders.created_at > (select max(created_at) from {{ this }})
{% endif %}
