{% set counted = run_query("select 1 as one") %}
select voice, count(*) as singers, {{ counted.columns[0].values()[0] if execute else 1 }} as one
from {{ ref('members', version=1) }}
group by 1
