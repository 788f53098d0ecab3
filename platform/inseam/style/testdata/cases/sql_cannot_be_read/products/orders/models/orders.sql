select
    order_id
from {{ ref('purchases') }}
where (amount >
