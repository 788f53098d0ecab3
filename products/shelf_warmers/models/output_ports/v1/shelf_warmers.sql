-- Output port shelf-warmers-v1, governed by the contract beside this file.
{% set as_of = dbt_common.as_of() %}

select
    shelf_warmers.article_id,
    articles.article_name,
    articles.article_category,
    shelf_warmers.quantity_on_hand,
    shelf_warmers.warehouse_count,
    shelf_warmers.last_counted_on,
    shelf_warmers.last_sold_at,
    {{ dbt_common.whole_days_between('shelf_warmers.last_sold_at', as_of) }}
        as days_since_last_sale,
    {{ as_of }} as updated_at
from {{ ref('int_shelf_warmers') }} as shelf_warmers
left join {{ ref('stg_articles') }} as articles
    on shelf_warmers.article_id = articles.article_id
