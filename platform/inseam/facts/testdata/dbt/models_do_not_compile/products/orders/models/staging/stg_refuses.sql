select {{ exceptions.raise_compiler_error('not here') if execute }} as order_id from {{ ref('stg_asks') }}
