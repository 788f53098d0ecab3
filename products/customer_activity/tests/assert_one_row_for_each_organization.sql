-- Every organization that exists has one row, and no other has any.
with

organizations as (

    select organization_id from {{ ref('stg_organizations') }}

),

port_rows as (

    select
        organization_id,
        count(*) as row_count
    from {{ ref('customer_activity') }}
    group by 1

)

select
    organizations.organization_id as expected_organization_id,
    port_rows.organization_id as actual_organization_id,
    port_rows.row_count
from organizations
full outer join port_rows
    on organizations.organization_id = port_rows.organization_id
where
    organizations.organization_id is null
    or coalesce(port_rows.row_count, 0) <> 1
