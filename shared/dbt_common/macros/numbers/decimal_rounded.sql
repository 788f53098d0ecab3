{%- macro decimal_rounded(number, scale=2) -%}
    {%- if scale is not integer or scale < 0 or scale > 9 -%}
        {{- return(dbt_common.compiler_error(
            "dbt_common.decimal_rounded rounds to 0 to 9 digits; scale is " ~ scale ~ "."
        )) -}}
    {%- endif -%}
    {{- return(adapter.dispatch('decimal_rounded', 'dbt_common')(number, scale)) -}}
{%- endmacro -%}


{%- macro default__decimal_rounded(number, scale) -%}
    {{- return(dbt_common.unsupported_engine('decimal_rounded')) -}}
{%- endmacro -%}


{#- DuckDB rounds the binary number, which may lie below the half that its text shows. The text is
    read with many digits first: to a decimal with few, DuckDB rounds up the text of a tiny number. -#}
{%- macro duckdb__decimal_rounded(number, scale) -%}
    {{- return(
        "cast(cast(cast(" ~ number ~ " as varchar) as decimal(36, 18)) as decimal(18, " ~ scale ~ "))"
    ) -}}
{%- endmacro -%}


{%- macro spark__decimal_rounded(number, scale) -%}
    {{- return("cast(round(" ~ number ~ ", " ~ scale ~ ") as decimal(18, " ~ scale ~ "))") -}}
{%- endmacro -%}
