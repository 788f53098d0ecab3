select
    order_id,
    customer,
    amount * 2 as amount,
    remark
from {{ ref('stg_sales') }}
