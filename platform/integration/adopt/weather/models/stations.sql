select station_id, place, opened_on from {{ source('files', 'stations') }}
