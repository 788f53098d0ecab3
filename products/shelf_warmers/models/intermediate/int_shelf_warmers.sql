{# Six months: the longest half of a year that is not a leap year. #}
{% set six_months_ago = dbt_common.days_before(dbt_common.as_of(), 183) %}

with

stock as (

    select * from {{ ref('int_stock') }}

),

last_sales as (

    select
        article_id,
        max(sold_at) as last_sold_at
    from {{ ref('stg_sales') }}
    group by 1

)

select
    stock.article_id,
    stock.quantity_on_hand,
    stock.warehouse_count,
    stock.last_counted_on,
    last_sales.last_sold_at
from stock
left join last_sales
    on stock.article_id = last_sales.article_id
where
    last_sales.last_sold_at is null
    or last_sales.last_sold_at < {{ six_months_ago }}
