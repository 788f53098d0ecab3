{# Was:
{% macro generate_schema_name(name, node) %}{{ name }}{% endmacro %}
#}
