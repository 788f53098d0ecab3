select
    order_id,
    {{ dollars('amount') }} as dollars
from {{ ref('purchases') }}
where {{ shop_rules.is_open('status') }}
