with

organization_rows as (

    select * from {{ source('entropydata_application_v1', 'organization') }}

)

select
    -- ids
    organization_id,

    -- numerics
    cast(version as bigint) as version,

    -- strings
    vanity_url,
    name,
    created_by,

    -- timestamps
    {{ utc_timestamp('created_at') }} as created_at,
    {{ utc_timestamp('updated_at') }} as updated_at,
    {{ utc_timestamp('deleted_at') }} as deleted_at
from organization_rows
