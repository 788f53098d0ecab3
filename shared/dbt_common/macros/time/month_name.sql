{%- macro month_name(date) -%}
    {{- return(adapter.dispatch('month_name', 'dbt_common')(date)) -}}
{%- endmacro -%}


{%- macro default__month_name(date) -%}
    {{- return(dbt_common.unsupported_engine('month_name')) -}}
{%- endmacro -%}


{%- macro duckdb__month_name(date) -%}
    {{- return("monthname(" ~ date ~ ")") -}}
{%- endmacro -%}


{#- monthname cuts names to three letters on Spark. -#}
{%- macro spark__month_name(date) -%}
    {{- return("date_format(" ~ date ~ ", 'MMMM')") -}}
{%- endmacro -%}
