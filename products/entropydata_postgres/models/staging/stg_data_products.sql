with

data_product_rows as (

    select * from {{ source('entropydata_application_v1', 'data_product') }}

)

select
    -- ids
    data_product_id,
    organization_id,

    -- numerics
    cast(version as bigint) as version,

    -- strings
    name,
    {{ code('status') }} as status,
    {{ code('specification_type') }} as specification_type,

    -- timestamps
    {{ utc_timestamp('created_at') }} as created_at,
    {{ utc_timestamp('updated_at') }} as updated_at,
    {{ utc_timestamp('deleted_at') }} as deleted_at
from data_product_rows
