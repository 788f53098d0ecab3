{#- Who writes into the environment: one row in a table that only one can create.
    row: {column: value}. Answers the row of whoever holds it, which is `row` itself on success. -#}
{%- macro hold_environment(row) -%}
    {%- do dbt_common.run_statements([
        dbt_common.create_schema_sql(dbt_common.state_relation('t')), dbt_common.create_holder_sql(row)
    ]) -%}
{%- endmacro -%}


{%- macro create_holder_sql(row) -%}
    {%- set values = [] -%}
    {%- for column, value in row.items() -%}
        {%- do values.append(dbt_common.sql_literal(value) ~ ' as ' ~ adapter.quote(column)) -%}
    {%- endfor -%}
    {{- return('create table ' ~ dbt_common.state_relation('holder') ~ ' as select ' ~ (values | join(', '))) -}}
{%- endmacro -%}


{#- Answers the holder's row, or none. -#}
{%- macro environment_holder() -%}
    {%- set relation = dbt_common.state_relation('holder') -%}
    {%- if dbt_common.schema_exists(relation) and dbt_common.table_exists(relation) -%}
        {%- do dbt_common.answer((dbt_common.query_rows('select * from ' ~ relation) + [none])[0]) -%}
    {%- else -%}
        {%- do dbt_common.answer(none) -%}
    {%- endif -%}
{%- endmacro -%}


{%- macro let_go_of_environment() -%}
    {%- do dbt_common.run_statements(['drop table if exists ' ~ dbt_common.state_relation('holder')]) -%}
{%- endmacro -%}


{#- Takes the place of a holder that has ended. -#}
{%- macro take_over_environment(row) -%}
    {%- do dbt_common.run_statements([
        'drop table if exists ' ~ dbt_common.state_relation('holder'), dbt_common.create_holder_sql(row)
    ]) -%}
{%- endmacro -%}
