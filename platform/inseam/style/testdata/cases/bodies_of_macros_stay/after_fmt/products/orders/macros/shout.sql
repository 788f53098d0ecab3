{% macro shout(column) %}
  SELECT {{ column }}  FROM x
{% endmacro %}
