select
    upper(order_id) as order_id,
    amount,
    country,
    cast(null as timestamp) as updated_at
from {{ ref('int_orders') }}
