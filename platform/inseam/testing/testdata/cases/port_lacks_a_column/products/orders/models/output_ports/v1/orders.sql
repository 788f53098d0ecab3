select
    order_id,
    customer,
    amount
from {{ ref('stg_purchases') }}
