select
    order_id,
    custmer_id,
    amount
from {{ source('shop_v1', 'orders') }}
