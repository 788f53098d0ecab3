{%- set cases = [] -%}
{%- for name, actual in [
    ('as_of', dbt_common.default__as_of(none)),
    ('days_before', dbt_common.default__days_before('ordered_at', 1)),
    ('whole_days_between', dbt_common.default__whole_days_between('ordered_at', 'shipped_at')),
    ('latest_version', dbt_common.default__latest_version('orders', ['order_id'], ['version'])),
    ('most_frequent_value', dbt_common.default__most_frequent_value('orders', ['customer_id'], 'country', 'order_id')),
] -%}
    {%- do cases.append((
        name,
        actual,
        "ERROR: dbt_common." ~ name ~ " has no SQL for the engine '" ~ target.type ~ "'. "
        ~ "Add the macro " ~ target.type ~ "__" ~ name ~ " and a test of it to dbt_common.",
    )) -%}
{%- endfor -%}
{{ failures(cases) }}
