{%- macro days_before(timestamp, days) -%}
    {%- if days is not integer and days is not string -%}
        {{- return(dbt_common.compiler_error(
            "dbt_common.days_before takes a whole number of days or an SQL expression of one, not '" ~ days ~ "'."
        )) -}}
    {%- endif -%}
    {{- return(adapter.dispatch('days_before', 'dbt_common')(timestamp, days)) -}}
{%- endmacro -%}


{#- Arithmetic in microseconds, because a day of an interval is a day of the session's calendar
    (23 or 25 hours where clocks change) on Spark, and on DuckDB for timestamps with a zone.
    The outer casts change nothing; they give readers that do not run the SQL its type. -#}
{%- macro default__days_before(timestamp, days) -%}
    {{- return(dbt_common.unsupported_engine('days_before')) -}}
{%- endmacro -%}


{%- macro duckdb__days_before(timestamp, days) -%}
    {{- return(
        "cast(make_timestamp(epoch_us(" ~ timestamp ~ ") - 86400000000 * (" ~ days ~ ")) as timestamp)"
    ) -}}
{%- endmacro -%}


{%- macro spark__days_before(timestamp, days) -%}
    {#- unix_micros takes no date and no TIMESTAMP_NTZ. -#}
    {{- return(
        "cast(timestamp_micros(unix_micros(cast(" ~ timestamp ~ " as timestamp))"
        ~ " - 86400000000 * (" ~ days ~ ")) as timestamp)"
    ) -}}
{%- endmacro -%}
