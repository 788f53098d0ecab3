with

test_result_rows as (

    select * from {{ source('entropydata_application_v1', 'test_result') }}

)

select
    -- ids
    test_result_id,
    organization_id,
    output_port_id,
    data_contract_id,

    -- numerics
    cast(version as bigint) as version,

    -- strings
    {{ code('result') }} as result,

    -- timestamps
    {{ utc_timestamp('created_at') }} as created_at,
    {{ utc_timestamp('updated_at') }} as updated_at,
    {{ utc_timestamp('deleted_at') }} as deleted_at
from test_result_rows
