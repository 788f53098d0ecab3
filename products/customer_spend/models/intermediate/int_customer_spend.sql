with

receipts as (

    select * from {{ ref('stg_receipts') }}

)

select
    customer_id,
    cast(sum(total_amount) as decimal(18, 2)) as total_spent,
    count(*) as receipt_count,
    {{ dbt_common.ratio_rounded('sum(total_amount)', 'count(*)') }} as average_receipt,
    min(sold_at) as first_purchase_at,
    max(sold_at) as last_purchase_at
from receipts
group by 1
