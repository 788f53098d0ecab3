{%- macro earliest_value(value, order_by) -%}
    {{- return(adapter.dispatch('earliest_value', 'dbt_common')(value, order_by)) -}}
{%- endmacro -%}


{%- macro default__earliest_value(value, order_by) -%}
    {{- return(dbt_common.unsupported_engine('earliest_value')) -}}
{%- endmacro -%}


{#- min_by passes over NULL values on DuckDB, and not on Spark. -#}
{%- macro duckdb__earliest_value(value, order_by) -%}
    {{- return("arg_min_null(" ~ value ~ ", " ~ order_by ~ ")") -}}
{%- endmacro -%}


{%- macro spark__earliest_value(value, order_by) -%}
    {{- return("min_by(" ~ value ~ ", " ~ order_by ~ ")") -}}
{%- endmacro -%}
