-- Output port entropydata-postgres-v1, governed by the contract beside this file.

select
    organization_id,
    data_contract_id,
    version,
    name,
    status,
    created_at,
    updated_at,
    deleted_at,
    {{ dbt_common.as_of() }} as extracted_at
from {{ ref('stg_data_contracts') }}
