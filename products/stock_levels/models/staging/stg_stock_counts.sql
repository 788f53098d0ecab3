with

inventory as (

    select * from {{ source('tpcds_warehouse_v1', 'inventory') }}

)

select
    cast(inv_item_sk as string) as article_version_id,
    cast(inv_warehouse_sk as string) as warehouse_id,
    inv_quantity_on_hand as quantity_on_hand,
    inv_date as counted_on
from inventory
