-- Output port store-sales-v1, governed by the contract beside this file.
{{ config(materialized='incremental', unique_key='receipt_line_id', on_schema_change='fail') }}

with

lines as (

    select * from {{ ref('stg_store_sales') }}

),

receipts as (

    select * from {{ ref('int_receipts') }}

),

article_versions as (

    select * from {{ ref('stg_article_versions') }}

)

select
    lines.receipt_line_id,
    lines.receipt_id,
    article_versions.article_id,
    receipts.sold_at,
    lines.quantity,
    cast(lines.amount as decimal(18, 2)) as amount
from lines
inner join receipts
    on lines.receipt_id = receipts.receipt_id
-- An article that the tills do not know would be no reason to lose the line silently: the contract
-- requires `article_id`.
left join article_versions
    on lines.article_version_id = article_versions.article_version_id
where {{ changed_receipts('receipts.sold_at') }}
