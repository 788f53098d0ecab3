{% macro year_of(column) %}extract(year from {{ column }}){% endmacro %}
