select {{ parcel_tools.columns_of('purchases') }}
from {{ ref('purchases') }}
