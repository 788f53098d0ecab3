with

store_sales as (

    select * from {{ source('tpcds_store_tills_v1', 'store_sales') }}

)

select
    -- ids
    concat(cast(ss_ticket_number as string), '-', cast(ss_item_sk as string)) as receipt_line_id,
    cast(ss_ticket_number as string) as receipt_id,
    cast(ss_item_sk as string) as article_version_id,
    cast(ss_customer_sk as string) as customer_id,
    cast(ss_store_sk as string) as store_id,

    -- numerics
    ss_quantity as quantity,
    ss_net_paid as amount,

    -- timestamps
    ss_sold_at as sold_at
from store_sales
