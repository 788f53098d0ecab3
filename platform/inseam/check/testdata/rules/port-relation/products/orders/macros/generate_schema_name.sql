{% macro generate_schema_name(name, node) %}{{ 'main_' ~ name if name else 'internal_orders' }}{% endmacro %}
