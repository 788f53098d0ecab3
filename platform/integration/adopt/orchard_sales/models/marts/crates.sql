select crate_id, grower_id, picked_on, fruit, kilos, price_cents / 100.0 as price
from {{ ref('stg_crates') }}
