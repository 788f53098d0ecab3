select
    id as order_id,
    amount,
    status as order_status
from
    {{ ref('purchases') }}
where
    amount <> 0
    and status in ('open', 'paid')
