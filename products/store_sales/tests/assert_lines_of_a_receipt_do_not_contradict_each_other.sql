-- The head of a receipt is put together from its lines: that is right only as long as they agree.
select
    receipt_id,
    count(distinct customer_id) as customers,
    count(distinct store_id) as stores,
    count(distinct sold_at) as times
from {{ ref('stg_store_sales') }}
group by 1
having
    count(distinct customer_id) > 1
    or count(distinct store_id) > 1
    or count(distinct sold_at) > 1
