with

output_ports as (

    select * from {{ ref('stg_output_ports') }}

),

data_products as (

    select * from {{ ref('stg_data_products') }}

),

active_data_contracts as (

    select
        organization_id,
        data_contract_id
    from {{ ref('stg_data_contracts') }}
    where data_contract_status = 'active'

),

tested_output_ports as (

    select distinct output_port_id
    from {{ ref('stg_test_results') }}
    where output_port_id is not null

)

select
    output_ports.output_port_id,
    output_ports.organization_id,
    output_ports.data_product_id,
    output_ports.output_port_type,
    active_data_contracts.data_contract_id is not null as has_active_data_contract,
    tested_output_ports.output_port_id is not null as has_test_results
from output_ports
-- a port outlives its data product in the application
inner join data_products
    on output_ports.data_product_id = data_products.data_product_id
    and output_ports.organization_id = data_products.organization_id
-- customers choose contract ids: the same id in another organization is another contract
left join active_data_contracts
    on output_ports.data_contract_id = active_data_contracts.data_contract_id
    and output_ports.organization_id = active_data_contracts.organization_id
left join tested_output_ports
    on output_ports.output_port_id = tested_output_ports.output_port_id
