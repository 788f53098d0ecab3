with

categorised_lines as (

    select
        orders.order_month,
        line_items.article_id,
        line_items.article_category,
        line_items.line_item_id
    from {{ ref('stg_orders') }} as orders
    inner join {{ ref('stg_line_items') }} as line_items
        on orders.order_id = line_items.order_id

)

select
    order_month,
    article_id,
    value as article_category
from {{ dbt_common.most_frequent_value(
    'categorised_lines',
    group_by=['order_month', 'article_id'],
    value='article_category',
    counted='line_item_id'
) }} as most_frequent_categories
