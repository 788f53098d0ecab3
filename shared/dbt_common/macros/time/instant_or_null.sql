{%- macro instant_or_null(text) -%}
    {%- set clock = (
        '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[T ]'
        ~ '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?'
    ) -%}
    {%- set offset = '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])' -%}
    {{- return(adapter.dispatch('instant_or_null', 'dbt_common')(text, clock, offset)) -}}
{%- endmacro -%}


{%- macro default__instant_or_null(text, clock, offset) -%}
    {{- return(dbt_common.unsupported_engine('instant_or_null')) -}}
{%- endmacro -%}


{#- TIMESTAMP drops an offset on DuckDB; a TIMESTAMP WITH TIME ZONE without one is in the session's
    time zone. -#}
{%- macro duckdb__instant_or_null(text, clock, offset) -%}
    {%- set found = dbt_common.duckdb__pattern_found -%}
    {{- return(
        "cast(coalesce(try_cast(" ~ found(text, clock ~ '\\z', 0) ~ " as timestamp), try_cast("
        ~ found(text, clock ~ offset ~ '\\z', 0)
        ~ " as timestamp with time zone) at time zone 'UTC') as timestamp)"
    ) -}}
{%- endmacro -%}


{%- macro spark__instant_or_null(text, clock, offset) -%}
    {{- return(
        "try_cast(" ~ dbt_common.spark__pattern_found(text, clock ~ offset ~ '?\\z', 0)
        ~ " as timestamp)"
    ) -}}
{%- endmacro -%}
