select
    order_id,
    customer,
    amount,
    ordered_at
from {{ ref('stg_purchases') }}
union all
select
    1 as order_id,
    'twin' as customer,
    1.0 as amount,
    null as ordered_at
