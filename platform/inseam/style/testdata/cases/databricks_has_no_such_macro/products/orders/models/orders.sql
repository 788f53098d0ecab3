select order_id
from {{ house_rules.sampled(ref('purchases')) }}
