-- An entity has one time of creation, whatever offset each of its versions was written with.
{% set keys = {
    'organization': 'organization_id',
    'organization_member': 'organization_member_id',
    'data_product': 'data_product_id',
    'asset': 'asset_id',
    'output_port': 'output_port_id',
    'data_contract': 'organization_id, data_contract_id',
    'test_result': 'test_result_id',
} %}

{% for table, key in keys.items() %}
    select '{{ table }}' as table_name
    from {{ ref(table) }}
    group by {{ key }}
    having min(created_at) <> max(created_at)
    {% if not loop.last %}union all{% endif %}
{% endfor %}
