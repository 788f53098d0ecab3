select
    order_id,
    customer,
    amount,
    ordered_at,
    1 as extra
from {{ ref('stg_purchases') }}
