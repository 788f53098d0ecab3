with

items as (

    select * from {{ source('tpcds_web_shop_v1', 'item') }}

)

select
    cast(i_item_sk as string) as article_version_id,
    i_item_id as article_id,
    nullif(trim(both ' ' from i_category), '') as article_category
from items
