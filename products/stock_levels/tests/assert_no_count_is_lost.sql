-- The port has as many pieces as the warehouses have counted, day by day.
with

counted as (

    select
        inv_date as counted_on,
        sum(inv_quantity_on_hand) as quantity
    from {{ source('tpcds_warehouse_v1', 'inventory') }}
    group by 1

),

port as (

    select
        counted_on,
        sum(quantity_on_hand) as quantity
    from {{ ref('stock_levels') }}
    group by 1

)

select
    counted.counted_on as expected_day,
    port.counted_on,
    counted.quantity as expected_quantity,
    port.quantity
from counted
full outer join port
    on counted.counted_on = port.counted_on
where
    counted.counted_on is null
    or port.counted_on is null
    or coalesce(counted.quantity, 0) <> coalesce(port.quantity, 0)
