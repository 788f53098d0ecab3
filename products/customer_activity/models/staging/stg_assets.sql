with

latest_assets as (

    select *
    from {{ dbt_common.latest_version(
        source('entropydata_postgres_v1', 'asset'), 'asset_id'
    ) }} as latest

)

select
    asset_id,
    organization_id
from latest_assets
where deleted_at is null
