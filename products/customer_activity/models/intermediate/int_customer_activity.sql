{% set as_of = dbt_common.as_of() %}
{% set window_start = dbt_common.days_before(as_of, 30) %}

with

organizations as (

    select * from {{ ref('stg_organizations') }}

),

users as (

    select
        organization_id,
        count(*) as users_total,
        count(
            case when user_added_at between {{ window_start }} and {{ as_of }} then 1 end
        ) as users_added_30d,
        max(
            case when user_added_at <= {{ as_of }} then user_added_at end
        ) as users_last_signed_up_at
    from {{ ref('int_organization_users') }}
    group by 1

),

data_products as (

    select
        organization_id,
        count(*) as dataproducts_total,
        count(
            case when data_product_created_at between {{ window_start }} and {{ as_of }} then 1 end
        ) as dataproducts_added_30d,
        max(
            case when data_product_updated_at <= {{ as_of }} then data_product_updated_at end
        ) as dataproducts_last_updated_at
    from {{ ref('stg_data_products') }}
    group by 1

),

output_ports as (

    select
        organization_id,
        count(*) as dataproducts_outputports_total,
        count(case when has_active_data_contract then 1 end) as with_data_contract_total,
        count(case when has_test_results then 1 end) as with_test_results_total
    from {{ ref('int_output_ports') }}
    group by 1

),

data_platforms as (

    select
        organization_id,
        value as data_platform
    from {{ dbt_common.most_frequent_value(
        ref('int_output_ports'),
        group_by='organization_id',
        value='output_port_type',
        counted='data_product_id'
    ) }} as most_frequent_types

),

assets as (

    select
        organization_id,
        count(*) as assets_total
    from {{ ref('stg_assets') }}
    group by 1

)

select
    organizations.organization_id,
    organizations.organization_vanity_url,
    organizations.organization_created_by,
    organizations.organization_created_at,
    coalesce(users.users_total, 0) as users_total,
    coalesce(users.users_added_30d, 0) as users_added_30d,
    users.users_last_signed_up_at,
    coalesce(data_products.dataproducts_total, 0) as dataproducts_total,
    coalesce(data_products.dataproducts_added_30d, 0) as dataproducts_added_30d,
    coalesce(output_ports.dataproducts_outputports_total, 0) as dataproducts_outputports_total,
    coalesce(
        100
        * cast(output_ports.with_data_contract_total as double)
        / output_ports.dataproducts_outputports_total,
        0
    ) as dataproducts_outputports_with_datacontract_percentage,
    coalesce(
        100
        * cast(output_ports.with_test_results_total as double)
        / output_ports.dataproducts_outputports_total,
        0
    ) as dataproducts_outputports_with_testresults_percentage,
    data_products.dataproducts_last_updated_at,
    coalesce(assets.assets_total, 0) as assets_total,
    data_platforms.data_platform
from organizations
left join users
    on organizations.organization_id = users.organization_id
left join data_products
    on organizations.organization_id = data_products.organization_id
left join output_ports
    on organizations.organization_id = output_ports.organization_id
left join data_platforms
    on organizations.organization_id = data_platforms.organization_id
left join assets
    on organizations.organization_id = assets.organization_id
