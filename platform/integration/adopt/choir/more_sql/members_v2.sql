select singer_id, voice from {{ ref('stg_singers') }}
