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

{% for table in tables %}
select
    '{{ table }}' as table_name,
    source_rows.row_count as source_row_count,
    port_rows.row_count as port_row_count
from (select count(*) as row_count from {{ source('entropydata_application_v1', table) }}) as source_rows
cross join (select count(*) as row_count from {{ ref(table) }}) as port_rows
where source_rows.row_count <> port_rows.row_count
{% if not loop.last %}union all{% endif %}
{% endfor %}
