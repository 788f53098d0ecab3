{#- A text, number or none as SQL. -#}
{%- macro sql_literal(value) -%}
    {{- return(adapter.dispatch('sql_literal', 'dbt_common')(value)) -}}
{%- endmacro -%}


{%- macro default__sql_literal(value) -%}
    {%- if value is none -%}
        {{- return('null') -}}
    {%- elif value is number -%}
        {{- return(value | string) -}}
    {%- endif -%}
    {{- return("'" ~ (value | string | replace("'", "''")) ~ "'") -}}
{%- endmacro -%}


{#- Spark reads a backslash in a text as the start of an escape, and two texts beside each other as
    one. -#}
{%- macro spark__sql_literal(value) -%}
    {%- if value is none or value is number -%}
        {{- return(dbt_common.default__sql_literal(value)) -}}
    {%- endif -%}
    {{- return("'" ~ (value | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") -}}
{%- endmacro -%}
