select
    order_id,
    max(total) as total
    max(paid) as paid
from {{ source('shop', 'orders') }}
group by order_id
