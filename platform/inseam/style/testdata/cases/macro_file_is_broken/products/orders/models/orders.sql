select order_id
from {{ ref('purchases') }}
