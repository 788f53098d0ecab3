with

latest_output_ports as (

    select *
    from {{ dbt_common.latest_version(
        source('entropydata_postgres_v1', 'output_port'), 'output_port_id'
    ) }} as latest

)

select
    output_port_id,
    organization_id,
    data_product_id,
    data_contract_id,
    type as output_port_type
from latest_output_ports
where deleted_at is null
