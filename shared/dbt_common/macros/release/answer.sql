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
