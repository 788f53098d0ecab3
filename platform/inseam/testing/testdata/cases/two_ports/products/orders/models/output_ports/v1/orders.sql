select
    order_id,
    customer,
    amount - 1 as amount,
    ordered_at
from {{ ref('stg_purchases') }}
