select ship_id, ship_name, flag from {{ ref('stg_ships') }}
