select
    calls.call_id,
    calls.ship_id,
    ships.flag,
    calls.pier,
    calls.arrived_at,
    calls.dues_cents,
    {{ tonnes('ships.gross_weight') }} as tonnes
from {{ ref('stg_calls') }} as calls
left join {{ ref('stg_ships') }} as ships on calls.ship_id = ships.ship_id
