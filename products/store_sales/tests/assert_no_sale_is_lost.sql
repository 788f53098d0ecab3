-- The port has as many lines as the tills, and as much money.
with

tills as (

    select
        count(*) as line_count,
        sum(ss_net_paid) as amount
    from {{ source('tpcds_store_tills_v1', 'store_sales') }}

),

port as (

    select
        count(*) as line_count,
        sum(amount) as amount
    from {{ ref('receipt_lines') }}

)

select
    tills.line_count as expected_line_count,
    port.line_count,
    tills.amount as expected_amount,
    port.amount
from tills
cross join port
where
    tills.line_count <> port.line_count
    or tills.amount <> port.amount
