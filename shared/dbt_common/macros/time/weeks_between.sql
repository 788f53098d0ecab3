{%- macro weeks_between(earlier, later) -%}
    {{- return(adapter.dispatch('weeks_between', 'dbt_common')(earlier, later)) -}}
{%- endmacro -%}


{#- dbt.datediff counts Sundays on DuckDB. -#}
{%- macro default__weeks_between(earlier, later) -%}
    {{- return(dbt_common.unsupported_engine('weeks_between')) -}}
{%- endmacro -%}


{%- macro duckdb__weeks_between(earlier, later) -%}
    {{- return(
        "cast((cast(date_trunc('week', " ~ later ~ ") as date) - cast(date_trunc('week', "
        ~ earlier ~ ") as date)) // 7 as bigint)"
    ) -}}
{%- endmacro -%}


{%- macro spark__weeks_between(earlier, later) -%}
    {{- return(
        "cast(datediff(date_trunc('week', " ~ later ~ "), date_trunc('week', " ~ earlier
        ~ ")) div 7 as bigint)"
    ) -}}
{%- endmacro -%}
