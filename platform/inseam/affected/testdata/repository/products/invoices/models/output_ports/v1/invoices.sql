select
    order_id as invoice_id,
    amount
from {{ ref('stg_orders') }}
