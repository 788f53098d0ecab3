select {{ parcel_tools._nothing_like_it('purchases') }} as nothing
from {{ ref('purchases') }}
