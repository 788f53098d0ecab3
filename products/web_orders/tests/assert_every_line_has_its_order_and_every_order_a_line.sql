-- The two tables are of the same orders.
select
    orders.order_id,
    line_items.order_id as line_order_id
from {{ ref('orders') }} as orders
full outer join {{ ref('line_items') }} as line_items
    on orders.order_id = line_items.order_id
where
    orders.order_id is null
    or line_items.order_id is null
