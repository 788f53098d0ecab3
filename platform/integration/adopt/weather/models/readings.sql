select station_id, read_at, kind, value from {{ source('files', 'readings') }}
