{#- The same on every engine. Spark makes two letters of a capital I with a dot, and of a final
    sigma another letter than DuckDB. -#}
{%- macro lower_case(text) -%}
    {{- return("lower(translate(" ~ text ~ ", 'İΣ', 'iσ'))") -}}
{%- endmacro -%}
