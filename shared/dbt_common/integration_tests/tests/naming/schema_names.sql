{%- set internal = 'internal_dbt_common_integration_tests' -%}
{%- set model = {'resource_type': 'model', 'name': 'm'} -%}
{%- set seed = {'resource_type': 'seed', 'name': 's'} -%}
{%- set snapshot = {'resource_type': 'snapshot', 'name': 's'} -%}
{%- set test = {'resource_type': 'test', 'name': 't'} -%}

{%- set cases = [
    ('custom', dbt_common.generate_schema_name('op_orders_v1', model), 'op_orders_v1'),
    ('custom, trimmed', dbt_common.generate_schema_name(' op_orders_v1\n', model), 'op_orders_v1'),
    ('custom, without a node', dbt_common.generate_schema_name('op_orders_v1'), 'op_orders_v1'),
    ('digits', dbt_common.generate_schema_name(2026, model), '2026'),
    ('none', dbt_common.generate_schema_name(none, model), internal),
    ('of an installed package', dbt_common.generate_schema_name(none, {'resource_type': 'model', 'package_name': 'other'}), internal),
    ('none at all', dbt_common.generate_schema_name(), internal),
    ('seed', dbt_common.generate_schema_name(none, seed), internal),
    ('snapshot', dbt_common.generate_schema_name(none, snapshot), internal),
    ('test', dbt_common.generate_schema_name('dbt_test__audit', test), internal),
    ('test with a schema', dbt_common.generate_schema_name('elsewhere', test), internal),
    (
        'refused, without a node',
        dbt_common.generate_schema_name('../orders'),
        "ERROR: The schema name '../orders' may hold only lower-case letters a to z, digits and underscores.",
    ),
    (
        'seed with a schema',
        dbt_common.generate_schema_name('elsewhere', seed),
        "ERROR: The seed s has the schema 'elsewhere', but every seed is internal: it goes to "
        ~ internal ~ ". Remove its schema config.",
    ),
    (
        'snapshot with a schema',
        dbt_common.generate_schema_name('elsewhere', snapshot),
        "ERROR: The snapshot s has the schema 'elsewhere', but every snapshot is internal: it goes to "
        ~ internal ~ ". Remove its schema config.",
    ),
] -%}

{%- for name in [
    '../orders', 'op_orders"', "op_orders'", 'op orders', 'op-orders', 'op.orders', 'Op_orders',
    'op_\u00e9', 'op_\u0663', 'op_orders\nx', '', ' ',
] -%}
    {%- do cases.append((
        'refused: ' ~ name,
        dbt_common.generate_schema_name(name, model),
        "ERROR: The schema name '" ~ name | trim ~ "' of the model m may hold only lower-case letters a to z, digits and underscores.",
    )) -%}
{%- endfor -%}

{{ failures(cases) }}
