{{ config(materialized='table') }}
select store_id, count(*) as receipts from {{ ref('store_sales', 'receipts') }} where store_id is not null group by 1
