select
    station_id,
    {% for kind in toolbelt.get_column_values(ref('readings'), 'kind') %}
    max(case when kind = '{{ kind }}' then value end) as {{ kind }},
    {% endfor %}
    count(*) as readings
from {{ ref('readings') }}
group by 1
