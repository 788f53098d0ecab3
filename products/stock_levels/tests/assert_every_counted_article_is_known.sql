-- What is in stock has a current state in `articles`.
select distinct stock_levels.article_id
from {{ ref('stock_levels') }} as stock_levels
left join {{ ref('articles') }} as articles
    on stock_levels.article_id = articles.article_id
    and articles.valid_to is null
where articles.article_id is null
