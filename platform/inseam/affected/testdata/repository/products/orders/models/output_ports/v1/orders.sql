select
    id as order_id,
    price as amount,
    note as remark
from {{ ref('stg_sales') }}
