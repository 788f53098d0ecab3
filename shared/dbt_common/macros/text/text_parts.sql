{%- macro text_parts(text, separator) -%}
    {%- if separator is not string or not separator -%}
        {{- return(dbt_common.compiler_error(
            "dbt_common.text_parts takes a text of one character or more as the separator, not '" ~ separator ~ "'."
        )) -}}
    {%- endif -%}
    {{- return(adapter.dispatch('text_parts', 'dbt_common')(text, separator)) -}}
{%- endmacro -%}


{%- macro default__text_parts(text, separator) -%}
    {{- return(dbt_common.unsupported_engine('text_parts')) -}}
{%- endmacro -%}


{%- macro duckdb__text_parts(text, separator) -%}
    {{- return("string_split(" ~ text ~ ", " ~ dbt_common.default__sql_literal(separator) ~ ")") -}}
{%- endmacro -%}


{#- Spark takes the separator for a regular expression. -#}
{%- macro spark__text_parts(text, separator) -%}
    {{- return(
        "split(" ~ text ~ ", " ~ dbt_common.spark__sql_literal(modules.re.escape(separator)) ~ ", -1)"
    ) -}}
{%- endmacro -%}
