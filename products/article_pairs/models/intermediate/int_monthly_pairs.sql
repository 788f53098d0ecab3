{# One order with two articles says nothing about them. #}
{% set fewest_orders = 2 %}

with

baskets as (

    select * from {{ ref('int_baskets') }}

),

months as (

    select
        order_month,
        count(*) as orders_in_month
    from {{ ref('stg_orders') }}
    group by 1

),

articles as (

    select
        order_month,
        article_id,
        count(*) as article_orders
    from baskets
    group by 1, 2

),

pairs as (

    select
        antecedents.order_month,
        antecedents.article_id as antecedent_article_id,
        consequents.article_id as consequent_article_id,
        count(*) as orders_together
    from baskets as antecedents
    inner join baskets as consequents
        on antecedents.order_id = consequents.order_id
        and antecedents.article_id <> consequents.article_id
    group by 1, 2, 3
    having count(*) >= {{ fewest_orders }}

)

select
    pairs.order_month,
    pairs.antecedent_article_id,
    pairs.consequent_article_id,
    months.orders_in_month,
    antecedents.article_orders as antecedent_orders,
    consequents.article_orders as consequent_orders,
    pairs.orders_together,
    cast(pairs.orders_together as double) / months.orders_in_month as support,
    cast(pairs.orders_together as double) / antecedents.article_orders as confidence,
    cast(pairs.orders_together as double)
    * months.orders_in_month
    / (cast(antecedents.article_orders as double) * consequents.article_orders) as lift
from pairs
inner join months
    on pairs.order_month = months.order_month
inner join articles as antecedents
    on pairs.order_month = antecedents.order_month
    and pairs.antecedent_article_id = antecedents.article_id
inner join articles as consequents
    on pairs.order_month = consequents.order_month
    and pairs.consequent_article_id = consequents.article_id
