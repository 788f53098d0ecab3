-- A pair of v2 is one of v1, and no month has more of its orders than all of them.
with

months as (

    select
        antecedent_article_id,
        consequent_article_id,
        sum(orders_together) as orders_together
    from {{ ref('article_pairs_v2') }}
    where antecedent_article_id < consequent_article_id
    group by 1, 2

)

select
    months.antecedent_article_id,
    months.consequent_article_id,
    months.orders_together,
    pairs.orders_together as orders_together_v1
from months
left join {{ ref('article_pairs') }} as pairs
    on months.antecedent_article_id = pairs.first_article_id
    and months.consequent_article_id = pairs.second_article_id
where
    pairs.orders_together is null
    or months.orders_together > pairs.orders_together
