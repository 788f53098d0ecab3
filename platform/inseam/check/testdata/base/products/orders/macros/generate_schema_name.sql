{% macro generate_schema_name(name, node) %}{{ name or 'internal_orders' }}{% endmacro %}
