select
    order_id,
    amount // 100 as amount
from {{ ref('purchases') }}
