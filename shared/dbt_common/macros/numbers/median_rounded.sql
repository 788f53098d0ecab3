{#- Half of the sum of the two in the middle, which are one value if their number is odd. The
    engines' own median of decimals is cut on DuckDB, and a binary number on Spark. -#}
{%- macro median_rounded(value, scale=2) -%}
    {%- set middle = [] -%}
    {%- for direction in ('asc', 'desc') -%}
        {%- do middle.append(
            "cast(percentile_disc(0.5) within group (order by " ~ value ~ " " ~ direction
            ~ ") as decimal(26, 9))"
        ) -%}
    {%- endfor -%}
    {{- return(dbt_common.ratio_rounded("(" ~ middle | join(" + ") ~ ")", "2", scale)) -}}
{%- endmacro -%}
