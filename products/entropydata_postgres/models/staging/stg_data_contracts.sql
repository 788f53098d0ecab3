with

data_contract_rows as (

    select * from {{ source('entropydata_application_v1', 'data_contract') }}

)

select
    -- ids
    organization_id,
    data_contract_id,

    -- numerics
    cast(version as bigint) as version,

    -- strings
    name,
    {{ code('status') }} as status,

    -- timestamps
    {{ utc_timestamp('created_at') }} as created_at,
    {{ utc_timestamp('updated_at') }} as updated_at,
    {{ utc_timestamp('deleted_at') }} as deleted_at
from data_contract_rows
