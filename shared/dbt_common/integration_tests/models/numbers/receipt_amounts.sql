select
    customer_id,
    {{ dbt_common.ratio_rounded('sum(amount)', 'count(*)') }} as amount_of_all,
    {{ dbt_common.average_rounded('amount') }} as average_amount,
    {{ dbt_common.average_rounded('amount', 0) }} as whole_amount,
    {{ dbt_common.median_rounded('amount', scale=3) }} as median_amount
from {{ ref('receipts') }}
group by 1
