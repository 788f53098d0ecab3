select
    ORDER_ID,
    customer as Customer,
    amount,
    ordered_at
from {{ ref('stg_purchases') }}
