-- sqlfluff:max_line_length:180
{#- Tables from rows in Parquet: {table, file, columns: [[name, type here, type on Spark]]} each, and
    the state rows that say so. Where the engine has transactions it is one, and `begun`, the rows
    that go before, are not needed. -#}
{%- macro load_tables(tables, dropped, begun, rows, message=none) -%}
    {%- set statements = [] -%}
    {%- for load in tables -%}
        {%- do statements.extend(dbt_common.load_table_sql(dbt_common.relation_of(load['table']), load['file'], load['columns'])) -%}
    {%- endfor -%}
    {%- do dbt_common.write_tables(tables, statements, dropped, begun, rows, message) -%}
{%- endmacro -%}


{#- As `load_tables`, of staged rows: {table, files, columns, kept, rows} each. `kept` is the condition of
    the rows that stay, none if none does; `rows` is how many there must be then, else nothing is done. -#}
{%- macro ingest_tables(tables, dropped, begun, rows, message=none) -%}
    {%- set statements = [] -%}
    {%- for ingest in tables -%}
        {%- do statements.extend(dbt_common.ingest_table_sql(dbt_common.relation_of(ingest['table']), ingest)) -%}
    {%- endfor -%}
    {%- do dbt_common.write_tables(tables, statements, dropped, begun, rows, message) -%}
{%- endmacro -%}


{#- The schemas of the tables first, then the `written` statements, then what goes. -#}
{%- macro write_tables(tables, written, dropped, begun, rows, message) -%}
    {%- do dbt_common.begin_load(begun) -%}
    {%- set statements = [] -%}
    {%- for one in tables -%}
        {%- set schema = dbt_common.create_schema_sql(dbt_common.relation_of(one['table'])) -%}
        {%- if schema not in statements -%}
            {%- do statements.append(schema) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do statements.extend(written) -%}
    {%- for table in dropped -%}
        {%- do statements.append('drop table if exists ' ~ dbt_common.relation_of(table)) -%}
    {%- endfor -%}
    {%- do dbt_common.run_and_note(statements, rows, message) -%}
{%- endmacro -%}


{%- macro ingest_table_sql(relation, ingest) -%}
    {{- return(adapter.dispatch('ingest_table_sql', 'dbt_common')(relation, ingest)) -}}
{%- endmacro -%}


{%- macro default__ingest_table_sql(relation, ingest) -%}
    {{- return(dbt_common.unsupported_engine('ingest_table_sql')) -}}
{%- endmacro -%}


{%- macro duckdb__ingest_table_sql(relation, ingest) -%}
    {%- set casts, empty, files = [], [], [] -%}
    {%- for name, type, _ in ingest['columns'] -%}
        {%- set column = adapter.quote(name | replace('"', '""')) -%}
        {%- do casts.append('cast(' ~ column ~ ' as ' ~ type ~ ') as ' ~ column) -%}
        {%- do empty.append('cast(null as ' ~ type ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {%- for file in ingest['files'] -%}
        {%- do files.append(dbt_common.sql_literal(file)) -%}
    {%- endfor -%}
    {%- set parts = ['select ' ~ (empty | join(', ')) ~ ' where false'] -%}
    {%- if files -%}
        {%- do parts.append('select ' ~ (casts | join(', ')) ~ ' from read_parquet([' ~ (files | join(', ')) ~ '])') -%}
    {%- endif -%}
    {%- if ingest['kept'] is not none -%}
        {%- do parts.append('select ' ~ (casts | join(', ')) ~ ' from ' ~ relation ~ ' where ' ~ ingest['kept']) -%}
    {%- endif -%}
    {{- return([
        'create or replace table ' ~ relation ~ ' as ' ~ (parts | join(' union all ')),
        'select case when count(*) <> ' ~ ingest['rows']
        ~ " then error('The table would have ' || count(*) || ' rows, and the source has " ~ ingest['rows'] ~ ".') end"
        ~ ' from ' ~ relation
    ]) -}}
{%- endmacro -%}


{%- macro begin_load(rows) -%}
    {{- return(adapter.dispatch('begin_load', 'dbt_common')(rows)) -}}
{%- endmacro -%}


{%- macro default__begin_load(rows) -%}
    {%- do dbt_common.add_state_rows(rows) -%}
{%- endmacro -%}


{%- macro duckdb__begin_load(rows) -%}
{%- endmacro -%}


{%- macro load_table_sql(relation, file, columns) -%}
    {{- return(adapter.dispatch('load_table_sql', 'dbt_common')(relation, file, columns)) -}}
{%- endmacro -%}


{%- macro default__load_table_sql(relation, file, columns) -%}
    {{- return(dbt_common.unsupported_engine('load_table_sql')) -}}
{%- endmacro -%}


{%- macro duckdb__load_table_sql(relation, file, columns) -%}
    {%- set selected = [] -%}
    {%- for name, type, _ in columns -%}
        {%- set column = adapter.quote(name | replace('"', '""')) -%}
        {%- do selected.append('cast(' ~ column ~ ' as ' ~ type ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {{- return([
        'create or replace table ' ~ relation ~ ' as select ' ~ (selected | join(', '))
        ~ ' from read_parquet(' ~ dbt_common.sql_literal(file) ~ ')'
    ]) -}}
{%- endmacro -%}


{#- A table of Spark's own catalog cannot be replaced. -#}
{%- macro spark__load_table_sql(relation, file, columns) -%}
    {%- set selected = [] -%}
    {%- for name, _, type in columns -%}
        {%- set column = adapter.quote(name | replace('`', '``')) -%}
        {%- do selected.append('cast(' ~ column ~ ' as ' ~ type ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {{- return([
        'drop table if exists ' ~ relation,
        'create table ' ~ relation ~ ' using parquet as select ' ~ (selected | join(', '))
        ~ ' from parquet.`' ~ (file | replace('`', '``')) ~ '`'
    ]) -}}
{%- endmacro -%}


{#- On Databricks the source systems are in their catalogs. -#}
{%- macro databricks__load_table_sql(relation, file, columns) -%}
    {{- return(dbt_common.unsupported_engine('load_table_sql')) -}}
{%- endmacro -%}


{#- Answers the tables and views of schemas: [{database, schema, identifier}]. -#}
{%- macro tables_in(schemas) -%}
    {%- set found = [] -%}
    {%- for schema in schemas -%}
        {%- do found.extend(adapter.dispatch('tables_of_schema', 'dbt_common')(schema)) -%}
    {%- endfor -%}
    {%- do dbt_common.answer(found) -%}
{%- endmacro -%}


{%- macro default__tables_of_schema(schema) -%}
    {{- return(dbt_common.unsupported_engine('tables_of_schema')) -}}
{%- endmacro -%}


{#- dbt's own list of relations is closed to macros. -#}
{%- macro spark__tables_of_schema(schema) -%}
    {%- set found = [] -%}
    {%- set relation = dbt_common.relation_of(schema) -%}
    {%- if dbt_common.schema_exists(relation) -%}
        {%- for row in dbt_common.query_rows('show tables in ' ~ dbt_common.schema_sql_name(relation)) -%}
            {%- do found.append({'database': schema['database'], 'schema': schema['schema'], 'identifier': row['tableName']}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}


{#- As for `table_exists`, by columns. -#}
{%- macro duckdb__tables_of_schema(schema) -%}
    {{- return(dbt_common.query_rows(
        'select distinct database_name as "database", schema_name as "schema", table_name as identifier'
        ~ ' from duckdb_columns() where database_name = ' ~ dbt_common.sql_literal(schema['database'])
        ~ ' and schema_name = ' ~ dbt_common.sql_literal(schema['schema']) ~ ' order by table_name'
    )) -}}
{%- endmacro -%}
