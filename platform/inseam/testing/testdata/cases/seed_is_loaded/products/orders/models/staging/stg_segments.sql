select
    customer,
    segment
from {{ ref('segments') }}
