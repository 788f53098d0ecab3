with

baskets as (

    select * from {{ ref('int_baskets') }}

),

-- A basket whose order has no line holds no pair, but it is a basket: it counts in every share.
orders as (

    select count(*) as orders_total
    from {{ ref('stg_orders') }}

),

articles as (

    select
        article_id,
        count(*) as article_orders
    from baskets
    group by 1

),

pairs as (

    select
        first_articles.article_id as first_article_id,
        second_articles.article_id as second_article_id,
        count(*) as orders_together
    from baskets as first_articles
    inner join baskets as second_articles
        on first_articles.order_id = second_articles.order_id
        and first_articles.article_id < second_articles.article_id
    group by 1, 2

)

select
    pairs.first_article_id,
    pairs.second_article_id,
    pairs.orders_together,
    first_articles.article_orders as first_article_orders,
    second_articles.article_orders as second_article_orders,
    cast(pairs.orders_together as double) / nullif(orders.orders_total, 0) as support,
    cast(pairs.orders_together as double) / first_articles.article_orders
        as confidence_first_to_second,
    cast(pairs.orders_together as double) / second_articles.article_orders
        as confidence_second_to_first,
    cast(pairs.orders_together as double)
    * orders.orders_total
    / (cast(first_articles.article_orders as double) * second_articles.article_orders) as lift
from pairs
inner join articles as first_articles
    on pairs.first_article_id = first_articles.article_id
inner join articles as second_articles
    on pairs.second_article_id = second_articles.article_id
cross join orders
