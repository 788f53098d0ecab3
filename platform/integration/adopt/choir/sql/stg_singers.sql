select singer_id, voice, since from {{ source('sheets', 'singers') }}
