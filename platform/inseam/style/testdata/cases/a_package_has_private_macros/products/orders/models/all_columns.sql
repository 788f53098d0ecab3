select
    {{ parcel_tools.columns_of(ref('purchases')) }},
    {{ parcel_tools.spanned(1, 3) }} as days
from {{ ref('purchases') }}
