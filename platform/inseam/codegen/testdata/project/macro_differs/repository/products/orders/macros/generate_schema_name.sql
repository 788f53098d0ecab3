{% macro generate_schema_name(custom_schema_name, node) -%}
    {{- my_own.generate_schema_name(custom_schema_name, node) -}}
{%- endmacro %}
