-- The total of an order is that of its lines, where each line stands once.
with

line_totals as (

    select
        order_id,
        coalesce(sum(amount), 0) as total_amount
    from {{ ref('line_items') }}
    group by 1

)

select
    orders.order_id,
    orders.total_amount,
    line_totals.total_amount as total_of_lines
from {{ ref('orders') }} as orders
inner join line_totals
    on orders.order_id = line_totals.order_id
where orders.total_amount <> line_totals.total_amount
