with

latest_organizations as (

    select *
    from {{ dbt_common.latest_version(
        source('entropydata_postgres_v1', 'organization'), 'organization_id'
    ) }} as latest

)

select
    organization_id,
    vanity_url as organization_vanity_url,
    created_by as organization_created_by,
    created_at as organization_created_at
from latest_organizations
where deleted_at is null
