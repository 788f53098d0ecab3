{# However many lines of an order an article has, it is in the basket once. #}
with

orders as (

    select * from {{ ref('stg_orders') }}

),

line_items as (

    select * from {{ ref('stg_line_items') }}

)

select distinct
    orders.order_id,
    orders.order_month,
    line_items.article_id
from orders
inner join line_items
    on orders.order_id = line_items.order_id
