{# Ours. #}
{%- macro generate_schema_name(name, node) -%}
    {{ name or target.schema }}
{%- endmacro %}
