select
    order_id,
    {{ common.rounded('amount') }} as amount
from {{ source('orders_v1', 'orders') }}
