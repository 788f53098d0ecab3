{#- A code as the ports have it: in small letters, without blanks around it, NULL where there is
    none. -#}
{%- macro code(column) -%}
    {%- set bare = "trim(both ' ' from " ~ column ~ ")" -%}
    {{- return("nullif(" ~ dbt_common.lower_case(bare) ~ ", '')") -}}
{%- endmacro -%}
