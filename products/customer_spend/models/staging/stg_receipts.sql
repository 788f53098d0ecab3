{# Without a card there is no customer, and what is dated after the run has not happened yet. #}
with

receipts as (

    select * from {{ source('store_sales_v1', 'receipts') }}

)

select
    receipt_id,
    customer_id,
    sold_at,
    total_amount
from receipts
where
    customer_id is not null
    and (sold_at is null or sold_at <= {{ dbt_common.as_of() }})
