{%- macro weekday_name(date) -%}
    {{- return(adapter.dispatch('weekday_name', 'dbt_common')(date)) -}}
{%- endmacro -%}


{%- macro default__weekday_name(date) -%}
    {{- return(dbt_common.unsupported_engine('weekday_name')) -}}
{%- endmacro -%}


{%- macro duckdb__weekday_name(date) -%}
    {{- return("dayname(" ~ date ~ ")") -}}
{%- endmacro -%}


{#- dayname cuts names to three letters on Spark. -#}
{%- macro spark__weekday_name(date) -%}
    {{- return("date_format(" ~ date ~ ", 'EEEE')") -}}
{%- endmacro -%}
