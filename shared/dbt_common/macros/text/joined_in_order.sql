{%- macro joined_in_order(value, separator, order_by) -%}
    {{- return(adapter.dispatch('joined_in_order', 'dbt_common')(value, separator, order_by)) -}}
{%- endmacro -%}


{%- macro default__joined_in_order(value, separator, order_by) -%}
    {{- return(dbt_common.unsupported_engine('joined_in_order')) -}}
{%- endmacro -%}


{%- macro duckdb__joined_in_order(value, separator, order_by) -%}
    {{- return(
        "string_agg(" ~ value ~ ", " ~ dbt_common.default__sql_literal(separator)
        ~ " order by " ~ order_by ~ ")"
    ) -}}
{%- endmacro -%}


{#- dbt.listagg leaves the order out here. -#}
{%- macro spark__joined_in_order(value, separator, order_by) -%}
    {{- return(
        "listagg(" ~ value ~ ", " ~ dbt_common.spark__sql_literal(separator)
        ~ ") within group (order by " ~ order_by ~ ")"
    ) -}}
{%- endmacro -%}
