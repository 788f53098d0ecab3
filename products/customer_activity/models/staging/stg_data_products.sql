with

latest_data_products as (

    select *
    from {{ dbt_common.latest_version(
        source('entropydata_postgres_v1', 'data_product'), 'data_product_id'
    ) }} as latest

)

select
    data_product_id,
    organization_id,
    created_at as data_product_created_at,
    updated_at as data_product_updated_at
from latest_data_products
where deleted_at is null
