select
    id as ORDER_ID
from {{ ref('stg_orders') }}
