{#- Where dbt itself puts each kind of node, through the root project's macro. -#}
{{ config(store_failures=true) }}
{%- set internal = 'internal_dbt_common_integration_tests' -%}
{{ failures([
    ('model', ref('run_instant').schema, internal),
    ('model with a schema', ref('published_orders').schema, 'op_integration_tests_orders_v1'),
    ('seed', ref('orders').schema, internal),
    ('snapshot', ref('orders_snapshot').schema, internal),
    ('audit table of a test', this.schema, internal),
]) }}
