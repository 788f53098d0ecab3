select trip_id, boat, started_at, moored_at, is_full, cars,
    datediff('minute', started_at, moored_at) as minutes
from {{ ref('stg_trips') }}
where started_at <= sysdate()
