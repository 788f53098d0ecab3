{% macro broken() %}{{ '{% macro' {% endmacro %}
