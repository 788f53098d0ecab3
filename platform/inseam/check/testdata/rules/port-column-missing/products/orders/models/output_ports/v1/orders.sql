select
    order_id,
    -- What the article forgot.
    amount
from {{ ref('int_orders') }}
