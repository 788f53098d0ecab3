select *
from {{ source('orders_v1', 'orders') }}
