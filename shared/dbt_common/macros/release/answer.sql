-- sqlfluff:max_line_length:180
{#- What an operation gives the program that called it: one line of dbt's log, in JSON.
    Of the platform: `inseam.environments.operations` reads it. -#}
{%- macro answer(value) -%}
    {%- do log('inseam-answer ' ~ tojson(value), info=True) -%}
{%- endmacro -%}


{#- The rows of a query, a mapping of column to value each. Values are text, numbers or none. -#}
{%- macro query_rows(sql) -%}
    {%- set rows = [] -%}
    {%- for row in run_query(sql).rows -%}
        {%- do rows.append(dict(row.items())) -%}
    {%- endfor -%}
    {{- return(rows) -}}
{%- endmacro -%}


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


{#- Spark reads a backslash in a text as the start of an escape, and two texts beside each other as one. -#}
{%- macro spark__sql_literal(value) -%}
    {%- if value is none or value is number -%}
        {{- return(dbt_common.default__sql_literal(value)) -}}
    {%- endif -%}
    {{- return("'" ~ (value | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") -}}
{%- endmacro -%}
