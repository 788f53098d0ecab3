-- sqlfluff:max_line_length:180
{#- Answers what a release has to know of the engine: whether `run_statements` is one transaction, whether
    dbt names databases there, and whether rows of every table can be changed. -#}
{%- macro abilities() -%}
    {%- do dbt_common.answer(adapter.dispatch('abilities', 'dbt_common')()) -%}
{%- endmacro -%}


{%- macro default__abilities() -%}
    {{- return({'transactions': false, 'databases': true, 'merge': true}) -}}
{%- endmacro -%}


{%- macro duckdb__abilities() -%}
    {{- return({'transactions': true, 'databases': true, 'merge': true}) -}}
{%- endmacro -%}


{%- macro spark__abilities() -%}
    {{- return({'transactions': false, 'databases': false, 'merge': false}) -}}
{%- endmacro -%}


{%- macro databricks__abilities() -%}
    {{- return(dbt_common.default__abilities()) -}}
{%- endmacro -%}
