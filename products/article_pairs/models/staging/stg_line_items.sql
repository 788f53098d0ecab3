with

line_items as (

    select * from {{ source('web_orders_with_consent_v1', 'line_items') }}

)

select
    line_item_id,
    order_id,
    article_id,
    article_category
from line_items
