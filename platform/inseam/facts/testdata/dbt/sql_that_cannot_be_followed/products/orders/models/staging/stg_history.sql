select dbt_valid_from, amount from {{ ref('order_history') }}
