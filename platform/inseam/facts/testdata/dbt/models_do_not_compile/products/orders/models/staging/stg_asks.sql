{% if execute %}{% set found = run_query('select 1').rows[0][0] %}{% endif %}
select 1 as order_id, {{ found }} as x
