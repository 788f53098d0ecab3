with regional as (
    select * from {{ ref('organization_versions') }}
    where region is not null
)

select *
from {{ dbt_common.latest_version(
    'regional', ['organization_id', 'region'], version=['version', 'revised_at']
) }} as latest
