{%- macro ratio_rounded(numerator, denominator, scale=2) -%}
    {%- if scale is not integer or scale < 0 or scale > 6 -%}
        {{- return(dbt_common.compiler_error(
            "dbt_common.ratio_rounded rounds to 0 to 6 digits; scale is " ~ scale ~ "."
        )) -}}
    {%- endif -%}
    {{- return(adapter.dispatch('ratio_rounded', 'dbt_common')(numerator, denominator, scale)) -}}
{%- endmacro -%}


{%- macro default__ratio_rounded(numerator, denominator, scale) -%}
    {{- return(dbt_common.unsupported_engine('ratio_rounded')) -}}
{%- endmacro -%}


{#- DuckDB divides decimals as floating point, which falls below some exact halves. Whole numbers
    are divided here: one digit more than asked for, the rest cut off, decides how to round. -#}
{%- macro duckdb__ratio_rounded(numerator, denominator, scale) -%}
    {%- set whole = dbt_common.duckdb__billionths -%}
    {{- return(
        "cast(round(cast(" ~ whole(numerator) ~ " * " ~ 10 ** (scale + 1)
        ~ " // nullif(" ~ whole(denominator) ~ ", 0) as decimal(30, 0))"
        ~ " * 0." ~ '0' * scale ~ "1, " ~ scale ~ ") as decimal(18, " ~ scale ~ "))"
    ) -}}
{%- endmacro -%}


{%- macro duckdb__billionths(number) -%}
    {{- return("cast(cast(" ~ number ~ " as decimal(27, 9)) * 1000000000 as hugeint)") -}}
{%- endmacro -%}


{#- Spark divides decimals exactly, to eleven digits of these. -#}
{%- macro spark__ratio_rounded(numerator, denominator, scale) -%}
    {{- return(
        "cast(round(cast(" ~ numerator ~ " as decimal(27, 9))"
        ~ " / nullif(cast(" ~ denominator ~ " as decimal(27, 9)), 0), " ~ scale
        ~ ") as decimal(18, " ~ scale ~ "))"
    ) -}}
{%- endmacro -%}
