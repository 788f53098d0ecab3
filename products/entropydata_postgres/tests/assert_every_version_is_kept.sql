-- Each table of the port has as many rows as the application's table it comes from.
{% set tables = [
    'organization',
    'organization_member',
    'data_product',
    'asset',
    'output_port',
    'data_contract',
    'test_result',
] %}

with

row_counts as (

    {% for table in tables %}
        select
            '{{ table }}' as table_name,
            count(*) as row_count,
            'source' as counted_in
        from {{ source('entropydata_application_v1', table) }}
        union all
        select
            '{{ table }}' as table_name,
            count(*) as row_count,
            'port' as counted_in
        from {{ ref(table) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    table_name,
    max(case when counted_in = 'source' then row_count end) as source_row_count,
    max(case when counted_in = 'port' then row_count end) as port_row_count
from row_counts
group by 1
having count(distinct row_count) > 1
