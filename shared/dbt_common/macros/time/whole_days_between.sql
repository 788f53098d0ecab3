{%- macro whole_days_between(earlier, later) -%}
    {{- return(adapter.dispatch('whole_days_between', 'dbt_common')(earlier, later)) -}}
{%- endmacro -%}


{#- Whole numbers only: a quotient of floating point could round up to a day that is not over. -#}
{%- macro default__whole_days_between(earlier, later) -%}
    {{- return(dbt_common.unsupported_engine('whole_days_between')) -}}
{%- endmacro -%}


{%- macro duckdb__whole_days_between(earlier, later) -%}
    {{- return(
        "cast((epoch_us(" ~ later ~ ") - epoch_us(" ~ earlier ~ ")) // 86400000000 as bigint)"
    ) -}}
{%- endmacro -%}


{%- macro spark__whole_days_between(earlier, later) -%}
    {#- unix_micros takes no date and no TIMESTAMP_NTZ. -#}
    {{- return(
        "cast((unix_micros(cast(" ~ later ~ " as timestamp))"
        ~ " - unix_micros(cast(" ~ earlier ~ " as timestamp))) div 86400000000 as bigint)"
    ) -}}
{%- endmacro -%}
