{# A sale without a time tells nothing about the past six months. #}
with

receipt_lines as (

    select * from {{ source('store_sales_v1', 'receipt_lines') }}

)

select
    receipt_line_id,
    article_id,
    sold_at
from receipt_lines
where sold_at <= {{ dbt_common.as_of() }}
