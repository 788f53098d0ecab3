-- Output port entropydata-postgres-v1, governed by the contract beside this file.

select
    test_result_id,
    version,
    organization_id,
    output_port_id,
    data_contract_id,
    result,
    created_at,
    updated_at,
    deleted_at,
    {{ dbt_common.as_of() }} as extracted_at
from {{ ref('stg_test_results') }}
