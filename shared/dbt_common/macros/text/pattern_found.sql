{%- macro pattern_found(text, pattern, group=0) -%}
    {%- if group is not integer or group < 0 or group > 9 -%}
        {{- return(dbt_common.compiler_error(
            "dbt_common.pattern_found takes a group from 0 to 9, not '" ~ group ~ "'."
        )) -}}
    {%- endif -%}
    {{- return(adapter.dispatch('pattern_found', 'dbt_common')(text, pattern, group)) -}}
{%- endmacro -%}


{%- macro default__pattern_found(text, pattern, group) -%}
    {{- return(dbt_common.unsupported_engine('pattern_found')) -}}
{%- endmacro -%}


{#- Without its number the whole is found on DuckDB, and the first group on Spark. -#}
{%- macro duckdb__pattern_found(text, pattern, group) -%}
    {{- return(
        "regexp_extract(" ~ text ~ ", " ~ dbt_common.default__sql_literal(pattern) ~ ", " ~ group ~ ")"
    ) -}}
{%- endmacro -%}


{%- macro spark__pattern_found(text, pattern, group) -%}
    {{- return(
        "regexp_extract(" ~ text ~ ", " ~ dbt_common.spark__sql_literal(pattern) ~ ", " ~ group ~ ")"
    ) -}}
{%- endmacro -%}
