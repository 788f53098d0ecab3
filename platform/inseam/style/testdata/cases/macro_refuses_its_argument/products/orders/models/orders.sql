select
    order_id,

    {{ house_rules.whole(7) }} as amount
from {{ ref('purchases') }}
