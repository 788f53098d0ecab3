{# Two versions of an article on one shelf are one article in stock. #}
with

counts as (

    select * from {{ ref('stg_stock_counts') }}

),

versions as (

    select * from {{ ref('stg_article_versions') }}

)

select
    versions.article_id,
    counts.warehouse_id,
    counts.counted_on,
    sum(counts.quantity_on_hand) as quantity_on_hand
from counts
inner join versions
    on counts.article_version_id = versions.article_version_id
group by 1, 2, 3
