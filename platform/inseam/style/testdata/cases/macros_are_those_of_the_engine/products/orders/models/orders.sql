{% set amount = house_rules.whole('amount') %}

select
    order_id,
    {{ amount }} as amount,
    {{ cents('tax') }} as tax_cents,
    {{ 'only_on_duckdb' if target.type == 'duckdb' else 'elsewhere' }} as engine
from {{ ref('purchases') }}
