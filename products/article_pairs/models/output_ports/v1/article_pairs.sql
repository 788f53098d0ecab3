-- Output port article-pairs-v1, governed by the contract beside this file. Deprecated: see v2.

select
    first_article_id,
    second_article_id,
    orders_together,
    first_article_orders,
    second_article_orders,
    support,
    confidence_first_to_second,
    confidence_second_to_first,
    lift,
    {{ dbt_common.as_of() }} as updated_at
from {{ ref('int_pairs') }}
