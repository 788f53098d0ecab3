select
    calls.call_id,
    calls.ship_id,
    calls.pier,
    calls.dues_cents / 100.0 as dues
from {{ ref('harbour_core', 'fct_calls') }} as calls
