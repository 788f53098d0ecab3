{% macro broken(column) %}
    {{ column }}
{% endmacro
