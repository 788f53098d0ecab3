{#- Microseconds since 1970 in UTC, read without the macros under test. -#}
{%- macro micros(timestamp) -%}
    {%- set function = 'epoch_us' if target.type == 'duckdb' else 'unix_micros' -%}
    {{- return(function ~ '(' ~ timestamp ~ ')') -}}
{%- endmacro -%}
