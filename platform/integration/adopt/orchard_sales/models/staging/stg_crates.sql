select
    id as crate_id,
    grower as grower_id,
    picked_on,
    fruit,
    kilos,
    price_cents
from {{ ref('raw_crates') }}
