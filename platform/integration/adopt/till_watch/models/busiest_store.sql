{{ config(materialized='table') }}
select store_id, receipts from {{ ref('receipts_by_store') }} order by receipts desc limit 1
