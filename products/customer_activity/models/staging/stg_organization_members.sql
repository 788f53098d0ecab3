with

latest_organization_members as (

    select *
    from {{ dbt_common.latest_version(
        source('entropydata_postgres_v1', 'organization_member'), 'organization_member_id'
    ) }} as latest

)

select
    organization_member_id,
    organization_id,
    user_id,
    created_at as organization_member_created_at
from latest_organization_members
where deleted_at is null
