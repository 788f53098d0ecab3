select
    trip_id,
    boat,
    started_at::timestamp_ntz as started_at,
    dateadd(minute, 5, ended_at) as moored_at,
    iff(cars > 80, true, false) as is_full,
    nvl(cars, 0)::number(10, 0) as cars
from {{ source('bridge', 'trips') }}
