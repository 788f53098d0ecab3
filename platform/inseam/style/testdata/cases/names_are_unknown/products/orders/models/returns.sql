select
    return_id,
    {{ house_rules.nothing_like_it('amount') }} as amount
from {{ ref('purchases') }}
