{# The tills repeat the head of a receipt in every line, and lose some of it in some lines. What a
   line still has is the receipt's. #}
with

lines as (

    select * from {{ ref('stg_store_sales') }}

)

select
    receipt_id,
    max(customer_id) as customer_id,
    max(store_id) as store_id,
    max(sold_at) as sold_at,
    coalesce(sum(amount), 0) as total_amount
from lines
group by 1
