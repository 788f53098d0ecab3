{#- A code as the ports have it: in small letters, without blanks around it, NULL where the application
    has none. -#}
{%- macro code(column) -%}
    {{- return("nullif(" ~ dbt_common.lower_case("trim(both ' ' from " ~ column ~ ")") ~ ", '')") -}}
{%- endmacro -%}
