{#- A TIMESTAMP in UTC from ISO 8601 text with an offset. -#}
{%- macro utc_timestamp(column) -%}
    {{- return(adapter.dispatch('utc_timestamp', 'entropydata_postgres')(column)) -}}
{%- endmacro -%}


{#- Databricks applies the offset; its TIMESTAMP is an instant. -#}
{%- macro default__utc_timestamp(column) -%}
    {{- return("cast(" ~ column ~ " as timestamp)") -}}
{%- endmacro -%}


{#- A plain cast of text to TIMESTAMP drops the offset on DuckDB, without a word. The outer cast
    changes nothing; it gives readers that do not run the SQL its type. -#}
{%- macro duckdb__utc_timestamp(column) -%}
    {{- return("cast(cast(" ~ column ~ " as timestamptz) at time zone 'UTC' as timestamp)") -}}
{%- endmacro -%}
