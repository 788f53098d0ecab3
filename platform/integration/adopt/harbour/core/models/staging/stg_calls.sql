with calls as (select * from {{ source('port_authority', 'calls') }})
select
    call_id,
    imo as ship_id,
    cast(arrived_at as timestamp) as arrived_at,
    cast(left_at as timestamp) as left_at,
    lower(pier) as pier,
    dues_cents
from calls
