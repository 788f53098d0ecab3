with

organization_members as (

    select * from {{ ref('stg_organization_members') }}

)

select
    organization_id,
    user_id,
    min(organization_member_created_at) as user_added_at
from organization_members
group by 1, 2
