{% macro the_day() %}
    today()
{% endmacro %}
