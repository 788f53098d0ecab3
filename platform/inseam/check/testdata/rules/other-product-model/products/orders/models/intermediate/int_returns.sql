select order_id
from {{ ref('returns', 'stg_returns') }}
