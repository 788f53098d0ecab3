with

articles as (

    select * from {{ source('stock_levels_v1', 'articles') }}

)

select
    article_id,
    article_name,
    article_category
from articles
where valid_to is null
