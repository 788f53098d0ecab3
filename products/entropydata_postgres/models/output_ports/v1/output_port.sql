-- Output port entropydata-postgres-v1, governed by the contract beside this file.

select
    output_port_id,
    version,
    organization_id,
    data_product_id,
    name,
    type,
    data_contract_id,
    created_at,
    updated_at,
    deleted_at,
    {{ dbt_common.as_of() }} as extracted_at
from {{ ref('stg_output_ports') }}
