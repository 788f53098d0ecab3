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

{% for table, code in codes %}
    select
        '{{ table }}.{{ code }}' as code_column,
        {{ code }} as code
    from {{ ref(table) }}
    where {{ code }} <> lower(trim({{ code }})) or {{ code }} = ''
    {% if not loop.last %}union all{% endif %}
{% endfor %}
