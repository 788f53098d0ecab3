{%- macro pattern_replaced(text, pattern, replacement) -%}
    {{- return(adapter.dispatch('pattern_replaced', 'dbt_common')(text, pattern, replacement)) -}}
{%- endmacro -%}


{%- macro default__pattern_replaced(text, pattern, replacement) -%}
    {{- return(dbt_common.unsupported_engine('pattern_replaced')) -}}
{%- endmacro -%}


{#- A backslash names a group on DuckDB, a dollar one on Spark; both are text here. -#}
{%- macro duckdb__pattern_replaced(text, pattern, replacement) -%}
    {%- set literal = dbt_common.default__sql_literal -%}
    {{- return(
        "regexp_replace(" ~ text ~ ", " ~ literal(pattern) ~ ", "
        ~ literal(replacement.replace("\\", "\\\\")) ~ ", 'g')"
    ) -}}
{%- endmacro -%}


{%- macro spark__pattern_replaced(text, pattern, replacement) -%}
    {%- set literal = dbt_common.spark__sql_literal -%}
    {{- return(
        "regexp_replace(" ~ text ~ ", " ~ literal(pattern) ~ ", "
        ~ literal(replacement.replace("\\", "\\\\").replace("$", "\\$")) ~ ")"
    ) -}}
{%- endmacro -%}
