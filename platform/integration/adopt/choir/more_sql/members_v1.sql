select singer_id, voice, since, 1 as row_count from {{ ref('stg_singers') }}
