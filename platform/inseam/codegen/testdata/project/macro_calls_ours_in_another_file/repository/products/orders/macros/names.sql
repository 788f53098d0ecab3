{% macro generate_schema_name(name, node) %}
    {{ dbt_common.generate_schema_name(name, node) }}
{% endmacro %}
