-- sqlfluff:max_line_length:180
-- sqlfluff:exclude_rules:AL05,AM04,CV06,LT02,RF04,ST06
{#- The tables in which an environment keeps what was released into it. Rows are only ever added, so
    that engines without UPDATE serve too. Columns are text or whole numbers. -#}
{%- macro state_relation(table) -%}
    {{- return(dbt_common.relation_of({
        'database': env_var('INSEAM_STATE_DATABASE', '') or target.database, 'schema': 'inseam', 'identifier': table
    })) -}}
{%- endmacro -%}


{#- tables: {name: [[column, 'string' or 'bigint'], ...]}. Those that exist stay as they are. -#}
{%- macro create_state(tables) -%}
    {%- set statements = [dbt_common.create_schema_sql(dbt_common.state_relation('t'))] -%}
    {%- for table, columns in tables.items() -%}
        {%- do statements.append(dbt_common.create_state_table_sql(table, columns)) -%}
    {%- endfor -%}
    {%- do dbt_common.run_statements(statements) -%}
{%- endmacro -%}


{%- macro create_state_table_sql(table, columns) -%}
    {{- return(adapter.dispatch('create_state_table_sql', 'dbt_common')(table, columns)) -}}
{%- endmacro -%}


{%- macro default__create_state_table_sql(table, columns) -%}
    {%- set described = [] -%}
    {%- for column, type in columns -%}
        {%- set type = {'string': api.Column.translate_type('string'), 'bigint': 'bigint'}[type] -%}
        {%- do described.append(adapter.quote(column) ~ ' ' ~ type) -%}
    {%- endfor -%}
    {{- return('create table if not exists ' ~ dbt_common.state_relation(table) ~ ' (' ~ (described | join(', ')) ~ ')') -}}
{%- endmacro -%}


{#- By its format, as Spark's own choice depends on its settings, and Hive's text files break at a new line. -#}
{%- macro spark__create_state_table_sql(table, columns) -%}
    {{- return(dbt_common.default__create_state_table_sql(table, columns) ~ ' using parquet') -}}
{%- endmacro -%}


{%- macro databricks__create_state_table_sql(table, columns) -%}
    {{- return(dbt_common.default__create_state_table_sql(table, columns)) -}}
{%- endmacro -%}


{%- macro add_state_rows_sql(table, rows) -%}
    {%- set columns = rows[0].keys() | list -%}
    {%- set values = [] -%}
    {%- for row in rows -%}
        {%- set literals = [] -%}
        {%- for column in columns -%}
            {%- do literals.append(dbt_common.sql_literal(row[column])) -%}
        {%- endfor -%}
        {%- do values.append('(' ~ (literals | join(', ')) ~ ')') -%}
    {%- endfor -%}
    {%- set names = [] -%}
    {%- for column in columns -%}
        {%- do names.append(adapter.quote(column)) -%}
    {%- endfor -%}
    {{- return(
        'insert into ' ~ dbt_common.state_relation(table) ~ ' (' ~ (names | join(', ')) ~ ') values ' ~ (values | join(', '))
    ) -}}
{%- endmacro -%}


{#- rows: {table: [{column: value}, ...]} -#}
{%- macro state_statements(rows) -%}
    {%- set statements = [] -%}
    {%- for table, added in rows.items() if added -%}
        {%- do statements.append(dbt_common.add_state_rows_sql(table, added)) -%}
    {%- endfor -%}
    {{- return(statements) -}}
{%- endmacro -%}


{%- macro add_state_rows(rows) -%}
    {%- do dbt_common.run_statements(dbt_common.state_statements(rows)) -%}
{%- endmacro -%}


{#- Runs statements and then notes that they were run, in the engine's own history too. -#}
{%- macro run_and_note(statements, rows, message=none) -%}
    {%- set noted = dbt_common.commit_message_sql(message) if message is not none else [] -%}
    {%- do dbt_common.run_statements(statements + noted + dbt_common.state_statements(rows)) -%}
{%- endmacro -%}


{%- macro state_tables() -%}
    {%- set state = dbt_common.state_relation('t') -%}
    {%- set schema = {'database': state.database, 'schema': state.schema} -%}
    {{- return(adapter.dispatch('tables_of_schema', 'dbt_common')(schema) | map(attribute='identifier') | list) -}}
{%- endmacro -%}


{#- Answers {table: rows} of those that are there. -#}
{%- macro state_rows(tables) -%}
    {%- set there = dbt_common.state_tables() -%}
    {%- set found = {} -%}
    {%- for table in tables if table in there -%}
        {%- do found.update({table: dbt_common.query_rows('select * from ' ~ dbt_common.state_relation(table))}) -%}
    {%- endfor -%}
    {%- do dbt_common.answer(found) -%}
{%- endmacro -%}


{#- Answers the rows of a table whose text in a column is not less; none if it is not there. -#}
{%- macro state_rows_since(table, column, least) -%}
    {%- if table in dbt_common.state_tables() -%}
        {%- set condition = adapter.quote(column) ~ ' >= ' ~ dbt_common.sql_literal(least) -%}
        {%- set rows = dbt_common.query_rows('select * from ' ~ dbt_common.state_relation(table) ~ ' where ' ~ condition) -%}
        {%- do dbt_common.answer(rows) -%}
    {%- endif -%}
{%- endmacro -%}
