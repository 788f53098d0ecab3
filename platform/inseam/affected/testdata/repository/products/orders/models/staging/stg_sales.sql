select
    id,
    price,
    note
from {{ source('shop_v1', 'sales') }}
