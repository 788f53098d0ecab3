-- Output port web-orders-with-consent-v1, governed by the contract beside this file.
with

lines as (

    select * from {{ ref('stg_web_sales') }}

),

consented_orders as (

    select * from {{ ref('int_consented_orders') }}

),

article_versions as (

    select * from {{ ref('stg_article_versions') }}

)

select
    concat(lines.order_id, '-', lines.article_version_id) as line_item_id,
    lines.order_id,
    article_versions.article_id,
    article_versions.article_category,
    lines.quantity,
    lines.amount
from lines
inner join consented_orders
    on lines.order_id = consented_orders.order_id
-- An article that the shop does not know would be no reason to lose the line silently: the contract
-- requires `article_id`.
left join article_versions
    on lines.article_version_id = article_versions.article_version_id
