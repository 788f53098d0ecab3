{% macro generate_schema_name(custom_schema_name, node) %}
    {{ return(dbt_common.generate_schema_name(custom_schema_name, node)) }}
{% endmacro %}
