{%- macro latest_value(value, order_by) -%}
    {{- return(adapter.dispatch('latest_value', 'dbt_common')(value, order_by)) -}}
{%- endmacro -%}


{%- macro default__latest_value(value, order_by) -%}
    {{- return(dbt_common.unsupported_engine('latest_value')) -}}
{%- endmacro -%}


{#- max_by passes over NULL values on DuckDB, and not on Spark. -#}
{%- macro duckdb__latest_value(value, order_by) -%}
    {{- return("arg_max_null(" ~ value ~ ", " ~ order_by ~ ")") -}}
{%- endmacro -%}


{%- macro spark__latest_value(value, order_by) -%}
    {{- return("max_by(" ~ value ~ ", " ~ order_by ~ ")") -}}
{%- endmacro -%}
