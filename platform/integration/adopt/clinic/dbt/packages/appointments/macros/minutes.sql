{% macro minutes(seconds) %}({{ seconds }} / 60.0){% endmacro %}
