select
    order_id,
    total
        paid,
    shipped
from {{ source('shop', 'orders') }}
