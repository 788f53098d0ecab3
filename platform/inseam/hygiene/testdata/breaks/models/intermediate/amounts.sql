select 1 as one from {{ ref('stg_orders') }}
