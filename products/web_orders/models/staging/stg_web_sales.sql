with

web_sales as (

    select * from {{ source('tpcds_web_shop_v1', 'web_sales') }}

)

select
    -- ids
    cast(ws_order_number as string) as order_id,
    cast(ws_item_sk as string) as article_version_id,
    cast(ws_bill_customer_sk as string) as billing_customer_id,
    cast(ws_ship_customer_sk as string) as shipment_customer_id,

    -- numerics
    ws_quantity as quantity,
    cast(round(ws_net_paid * 100) as bigint) as amount,

    -- timestamps
    ws_sold_at as sold_timestamp
from web_sales
