with

latest_test_results as (

    select *
    from {{ dbt_common.latest_version(
        source('entropydata_postgres_v1', 'test_result'), 'test_result_id'
    ) }} as latest

)

select
    test_result_id,
    output_port_id
from latest_test_results
where deleted_at is null
