with

items as (

    select * from {{ source('tpcds_store_tills_v1', 'item') }}

)

select
    cast(i_item_sk as string) as article_version_id,
    i_item_id as article_id
from items
