{%- macro weekday_number(date) -%}
    {{- return(adapter.dispatch('weekday_number', 'dbt_common')(date)) -}}
{%- endmacro -%}


{%- macro default__weekday_number(date) -%}
    {{- return(dbt_common.unsupported_engine('weekday_number')) -}}
{%- endmacro -%}


{%- macro duckdb__weekday_number(date) -%}
    {{- return("cast(isodow(" ~ date ~ ") as bigint)") -}}
{%- endmacro -%}


{#- weekday counts from Monday on Spark, and from Sunday on DuckDB. -#}
{%- macro spark__weekday_number(date) -%}
    {{- return("cast(weekday(" ~ date ~ ") + 1 as bigint)") -}}
{%- endmacro -%}
