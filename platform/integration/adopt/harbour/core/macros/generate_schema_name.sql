{% macro generate_schema_name(custom_schema_name, node) %}
    {%- if target.name == 'prod' and custom_schema_name -%}
        {{ custom_schema_name | trim }}
    {%- else -%}
        {{ target.schema }}
    {%- endif -%}
{% endmacro %}

{% macro tonnes(column) %}({{ column }} / 1000.0){% endmacro %}
