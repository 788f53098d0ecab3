select
    order_id,
    customer,
    amount * 2 as amount
from {{ ref('stg_sales') }}
