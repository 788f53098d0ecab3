-- Output port entropydata-postgres-v1, governed by the contract beside this file.

select
    data_product_id,
    version,
    organization_id,
    name,
    status,
    specification_type,
    created_at,
    updated_at,
    deleted_at,
    {{ dbt_common.as_of() }} as extracted_at
from {{ ref('stg_data_products') }}
