{% macro starred(x) %}{{ dbt_utils.star(from=x) }}{% endmacro %}
