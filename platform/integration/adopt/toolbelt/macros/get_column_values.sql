{% macro get_column_values(relation, column) %}
    {% set query %}select distinct {{ column }} from {{ relation }} order by 1{% endset %}
    {% if not execute %}{{ return([]) }}{% endif %}
    {{ return(run_query(query).columns[0].values()) }}
{% endmacro %}
