select
    order_id,
    customer,
    amount,
    ordered_at
from {{ ref('stg_purchases') }}
