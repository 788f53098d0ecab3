-- Codes of the port are in lower case, without blanks around them, and NULL where the application
-- has none.
{% set codes = [
    ('organization_member', 'role'),
    ('data_product', 'status'),
    ('data_product', 'specification_type'),
    ('asset', 'type'),
    ('output_port', 'type'),
    ('data_contract', 'status'),
    ('test_result', 'result'),
] %}

{% for table, column in codes %}
    select
        '{{ table }}.{{ column }}' as code_column,
        {{ column }} as code
    from {{ ref(table) }}
    where {{ column }} is distinct from {{ code(column) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
