-- Output port article-pairs-v2, governed by the contract beside this file.

select
    pairs.order_month as month,
    pairs.antecedent_article_id,
    pairs.consequent_article_id,
    antecedents.article_category as antecedent_category,
    consequents.article_category as consequent_category,
    pairs.orders_in_month,
    pairs.antecedent_orders,
    pairs.consequent_orders,
    pairs.orders_together,
    pairs.support,
    pairs.confidence,
    pairs.lift,
    {{ dbt_common.as_of() }} as updated_at
from {{ ref('int_monthly_pairs') }} as pairs
left join {{ ref('int_article_categories') }} as antecedents
    on pairs.order_month = antecedents.order_month
    and pairs.antecedent_article_id = antecedents.article_id
left join {{ ref('int_article_categories') }} as consequents
    on pairs.order_month = consequents.order_month
    and pairs.consequent_article_id = consequents.article_id
