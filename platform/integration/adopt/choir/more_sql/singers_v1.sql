select singer_id, voice, since, {{ dbt.type_string() and "1" }} as row_count from {{ ref('stg_singers') }}
