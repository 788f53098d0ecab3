select show_id, title, cast(extract(year from current_date) - extract(year from first_aired) as bigint) as years_on_air
from {{ ref('stg_shows') }}
