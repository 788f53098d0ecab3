-- Output port store-sales-v1, governed by the contract beside this file.
{{ config(materialized='incremental', unique_key='receipt_id', on_schema_change='fail') }}

select
    receipt_id,
    customer_id,
    store_id,
    sold_at,
    cast(total_amount as decimal(18, 2)) as total_amount
from {{ ref('int_receipts') }}
where {{ changed_receipts('sold_at') }}
