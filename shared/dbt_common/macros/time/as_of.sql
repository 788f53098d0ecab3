{%- macro as_of() -%}
    {%- set from_var = var('as_of', none) -%}
    {#- A shell that is set up for work on DuckDB shall not date what it builds in production. -#}
    {%- set from_shell = env_var('INSEAM_AS_OF', '') if target.type == 'duckdb' else '' -%}
    {%- set value = (from_shell or none) if from_var is none else from_var -%}
    {%- set instant = none if value is none else dbt_common.parse_instant(value) -%}
    {%- if value is not none and instant is none -%}
        {{- return(dbt_common.compiler_error(
            "The " ~ ('environment variable INSEAM_AS_OF' if from_var is none else 'var as_of') ~ " is '" ~ value ~ "', which is not an instant in ISO 8601 with Z or an offset. "
            ~ "Write it as '2026-01-31T06:00:00Z' or '2026-01-31T08:00:00+02:00', or leave the var out for the engine's current time."
        )) -}}
    {%- endif -%}
    {{- return(adapter.dispatch('as_of', 'dbt_common')(instant)) -}}
{%- endmacro -%}


{#- instant: a datetime in UTC without a zone, or none for the engine's current time.
    The outer casts change nothing; they give readers that do not run the SQL its type. -#}
{%- macro default__as_of(instant) -%}
    {{- return(dbt_common.unsupported_engine('as_of')) -}}
{%- endmacro -%}


{%- macro duckdb__as_of(instant) -%}
    {%- if instant is none -%}
        {{- return("cast(current_timestamp at time zone 'UTC' as timestamp)") -}}
    {%- endif -%}
    {{- return("cast('" ~ (instant.isoformat() | replace('T', ' ')) ~ "' as timestamp)") -}}
{%- endmacro -%}


{%- macro spark__as_of(instant) -%}
    {%- if instant is none -%}
        {{- return("cast(current_timestamp() as timestamp)") -}}
    {%- endif -%}
    {#- With its Z the text is the same instant in every session time zone. -#}
    {{- return("cast('" ~ instant.isoformat() ~ "Z' as timestamp)") -}}
{%- endmacro -%}
