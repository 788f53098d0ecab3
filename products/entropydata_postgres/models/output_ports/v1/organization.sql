-- Output port entropydata-postgres-v1, governed by the contract beside this file.

select
    organization_id,
    version,
    vanity_url,
    name,
    created_by,
    created_at,
    updated_at,
    deleted_at,
    {{ dbt_common.as_of() }} as extracted_at
from {{ ref('stg_organizations') }}
