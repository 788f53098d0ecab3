with

organization_member_rows as (

    select * from {{ source('entropydata_application_v1', 'organization_member') }}

)

select
    -- ids
    organization_member_id,
    organization_id,
    user_id,

    -- numerics
    cast(version as bigint) as version,

    -- strings
    {{ code('role') }} as role,

    -- timestamps
    {{ utc_timestamp('created_at') }} as created_at,
    {{ utc_timestamp('updated_at') }} as updated_at,
    {{ utc_timestamp('deleted_at') }} as deleted_at
from organization_member_rows
