with

output_port_rows as (

    select * from {{ source('entropydata_application_v1', 'output_port') }}

)

select
    -- ids
    output_port_id,
    organization_id,
    data_product_id,
    data_contract_id,

    -- numerics
    cast(version as bigint) as version,

    -- strings
    name,
    {{ code('type') }} as type,

    -- timestamps
    {{ utc_timestamp('created_at') }} as created_at,
    {{ utc_timestamp('updated_at') }} as updated_at,
    {{ utc_timestamp('deleted_at') }} as deleted_at
from output_port_rows
