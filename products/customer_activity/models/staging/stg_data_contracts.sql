with

latest_data_contracts as (

    select *
    from {{ dbt_common.latest_version(
        source('entropydata_postgres_v1', 'data_contract'),
        ['organization_id', 'data_contract_id']
    ) }} as latest

)

select
    organization_id,
    data_contract_id,
    status as data_contract_status
from latest_data_contracts
where deleted_at is null
