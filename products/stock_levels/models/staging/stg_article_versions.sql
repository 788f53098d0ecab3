with

items as (

    select * from {{ source('tpcds_warehouse_v1', 'item') }}

)

select
    cast(i_item_sk as string) as article_version_id,
    i_item_id as article_id,
    i_item_sk as version_number,
    nullif(trim(both ' ' from i_product_name), '') as article_name,
    nullif(trim(both ' ' from i_category), '') as article_category,
    i_rec_start_date as valid_from
from items
