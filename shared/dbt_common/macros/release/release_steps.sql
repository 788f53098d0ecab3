-- sqlfluff:max_line_length:180
{#- The statements of a release. Arguments are plain values: a relation is {database, schema, identifier}. -#}

{#- Notes the release, creates its schemas, and copies the tables that it goes on from. In this order, so that
    where there are no transactions nothing is there that is not noted. -#}
{%- macro begin_release(schemas, copies, rows) -%}
    {%- set statements = dbt_common.state_statements(rows) -%}
    {%- for schema in schemas -%}
        {%- do statements.append(dbt_common.create_schema_sql(dbt_common.relation_of(schema))) -%}
    {%- endfor -%}
    {%- for copy in copies -%}
        {%- do statements.append(dbt_common.copy_table_sql(dbt_common.relation_of(copy['from']), dbt_common.relation_of(copy['to']))) -%}
    {%- endfor -%}
    {%- do dbt_common.run_statements(statements) -%}
{%- endmacro -%}


{%- macro copy_table_sql(from, to) -%}
    {{- return(adapter.dispatch('copy_table_sql', 'dbt_common')(from, to)) -}}
{%- endmacro -%}


{%- macro default__copy_table_sql(from, to) -%}
    {{- return('create table ' ~ to ~ ' as select * from ' ~ from) -}}
{%- endmacro -%}


{%- macro spark__copy_table_sql(from, to) -%}
    {{- return('create table ' ~ to ~ ' using parquet as select * from ' ~ from) -}}
{%- endmacro -%}


{#- A deep clone, as it is without a word: releases are dropped in their order, a shallow clone reads the
    files of its table, and Unity Catalog makes none of a shallow clone, which every release but the first would ask for. -#}
{%- macro databricks__copy_table_sql(from, to) -%}
    {{- return('create table ' ~ to ~ ' clone ' ~ from) -}}
{%- endmacro -%}


{#- Readers of the published schemas see the release. In one transaction where the engine has them;
    elsewhere view by view, and calling it again goes on. -#}
{%- macro publish_release(schemas, views, dropped, rows, message=none) -%}
    {%- set statements = [] -%}
    {%- for schema in schemas -%}
        {%- do statements.append(dbt_common.create_schema_sql(dbt_common.relation_of(schema))) -%}
    {%- endfor -%}
    {%- for view in views -%}
        {%- do statements.append(dbt_common.replace_view_sql(dbt_common.relation_of(view['view']), dbt_common.relation_of(view['of']))) -%}
    {%- endfor -%}
    {%- for view in dropped -%}
        {%- do statements.append('drop view if exists ' ~ dbt_common.relation_of(view)) -%}
    {%- endfor -%}
    {%- do dbt_common.run_and_note(statements, rows, message) -%}
{%- endmacro -%}


{%- macro replace_view_sql(view, of) -%}
    {{- return(adapter.dispatch('replace_view_sql', 'dbt_common')(view, of)) -}}
{%- endmacro -%}


{%- macro default__replace_view_sql(view, of) -%}
    {{- return('create or replace view ' ~ view ~ ' as select * from ' ~ of) -}}
{%- endmacro -%}


{#- To replace a view there drops it first, so readers may meet none, and on Databricks it takes away what
    was granted on it. To alter it does neither. -#}
{%- macro spark__replace_view_sql(view, of) -%}
    {%- if dbt_common.schema_exists(view) and dbt_common.table_exists(view) -%}
        {{- return('alter view ' ~ view ~ ' as select * from ' ~ of) -}}
    {%- endif -%}
    {{- return(dbt_common.default__replace_view_sql(view, of)) -}}
{%- endmacro -%}


{#- Statements that note in the engine's own history what the transaction is, if it has such a thing. -#}
{%- macro commit_message_sql(message) -%}
    {{- return(adapter.dispatch('commit_message_sql', 'dbt_common')(message)) -}}
{%- endmacro -%}


{%- macro default__commit_message_sql(message) -%}
    {{- return([]) -}}
{%- endmacro -%}


{%- macro duckdb__commit_message_sql(message) -%}
    {{- return([
        'call ducklake_set_commit_message(' ~ dbt_common.sql_literal(dbt_common.state_relation('t').database) ~ ", 'inseam', " ~ dbt_common.sql_literal(message) ~ ')'
    ]) -}}
{%- endmacro -%}


{#- Drops schemas with all that is in them. -#}
{%- macro drop_release(schemas, rows) -%}
    {%- set statements = [] -%}
    {%- for schema in schemas -%}
        {%- do statements.append(dbt_common.drop_schema_sql(dbt_common.relation_of(schema))) -%}
    {%- endfor -%}
    {%- do dbt_common.run_and_note(statements, rows) -%}
{%- endmacro -%}


{#- Answers the views elsewhere that read one of the schemas: [{database, schema, identifier, reads}]. -#}
{%- macro views_on(schemas) -%}
    {%- do dbt_common.answer(adapter.dispatch('views_on', 'dbt_common')(schemas)) -%}
{%- endmacro -%}


{%- macro default__views_on(schemas) -%}
    {{- return([]) -}}
{%- endmacro -%}


{%- macro duckdb__views_on(schemas) -%}
    {{- return(dbt_common.reading_views(
        dbt_common.query_rows(
            'select database_name as "database", schema_name as "schema", view_name as identifier, "sql" from duckdb_views() where database_name = '
            ~ dbt_common.sql_literal(dbt_common.state_relation('t').database)
        ),
        schemas
    )) -}}
{%- endmacro -%}


{#- A view's text may name a schema without quotes, so it is read as words. -#}
{%- macro reading_views(views, schemas) -%}
    {%- set found = [] -%}
    {%- set own = schemas | map(attribute='schema') | list -%}
    {%- for view in views if view['schema'] not in own -%}
        {%- for schema in own if modules.re.search('(?i)(^|[^a-z0-9_])' ~ modules.re.escape(schema) ~ '([^a-z0-9_]|$)', view['sql'] or '') -%}
            {%- do found.append({
                'database': view['database'], 'schema': view['schema'], 'identifier': view['identifier'], 'reads': schema
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}


{#- Spark has no list of all views: it is asked schema by schema. -#}
{%- macro spark__views_on(schemas) -%}
    {%- set views = [] -%}
    {%- for schema in dbt_common.query_rows('show databases') | map(attribute='namespace') -%}
        {%- for view in dbt_common.query_rows('show views in ' ~ adapter.quote(schema)) if not view['isTemporary'] -%}
            {%- set relation = api.Relation.create(schema=schema, identifier=view['viewName']) -%}
            {%- set text = dbt_common.query_rows('show create table ' ~ relation)[0]['createtab_stmt'] -%}
            {%- do views.append({
                'database': env_var('INSEAM_DATABASE', ''), 'schema': schema, 'identifier': view['viewName'], 'sql': text
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(dbt_common.reading_views(views, schemas)) -}}
{%- endmacro -%}


{#- Of all catalogs; texts of views that belong to somebody else are empty there. -#}
{%- macro databricks__views_on(schemas) -%}
    {{- return(dbt_common.reading_views(
        dbt_common.query_rows(
            'select table_catalog as `database`, table_schema as `schema`, table_name as identifier, view_definition as `sql`'
            ~ ' from system.information_schema.views'
        ),
        schemas
    )) -}}
{%- endmacro -%}


{#- Writes the rows of tables to Parquet, {table, file} each, for what cannot read the engine. -#}
{%- macro export_tables(exports) -%}
    {%- for export in exports -%}
        {%- do run_query(dbt_common.export_table_sql(dbt_common.relation_of(export['table']), export['file'])) -%}
    {%- endfor -%}
{%- endmacro -%}


{%- macro export_table_sql(relation, file) -%}
    {{- return(adapter.dispatch('export_table_sql', 'dbt_common')(relation, file)) -}}
{%- endmacro -%}


{%- macro default__export_table_sql(relation, file) -%}
    {{- return(dbt_common.unsupported_engine('export_table_sql')) -}}
{%- endmacro -%}


{%- macro duckdb__export_table_sql(relation, file) -%}
    {{- return('copy (select * from ' ~ relation ~ ') to ' ~ dbt_common.sql_literal(file) ~ ' (format parquet)') -}}
{%- endmacro -%}


{#- `file` is a folder then, on a disk that Spark shares with whoever reads it. -#}
{%- macro spark__export_table_sql(relation, file) -%}
    {{- return('insert overwrite directory ' ~ dbt_common.sql_literal(file) ~ ' using parquet select * from ' ~ relation) -}}
{%- endmacro -%}


{#- Nothing is shared with a warehouse: what reads its tables connects itself. -#}
{%- macro databricks__export_table_sql(relation, file) -%}
    {{- return(dbt_common.unsupported_engine('export_table_sql')) -}}
{%- endmacro -%}


{#- Deletes what nobody can read any more. Only whoever holds the environment may call it: a running
    writer's files are nobody's yet. -#}
{%- macro clean_files() -%}
    {%- do adapter.dispatch('clean_files', 'dbt_common')() -%}
{%- endmacro -%}


{%- macro default__clean_files() -%}
{%- endmacro -%}


{#- A catalog in SQLite compares days: T is the last second of one, a whole day ago, so that no reader
    of the last 24 hours loses its snapshot. -#}
{%- macro duckdb__clean_files() -%}
    {%- set lake = dbt_common.sql_literal(dbt_common.state_relation('t').database) -%}
    {%- set day = modules.datetime.datetime.now(modules.pytz.utc) - modules.datetime.timedelta(days=1) -%}
    {%- set before = (day.replace(hour=0, minute=0, second=0, microsecond=0) - modules.datetime.timedelta(seconds=1)).isoformat(sep=' ') -%}
    {%- set before = dbt_common.sql_literal(before) ~ '::timestamptz' -%}
    {%- do run_query('call ducklake_expire_snapshots(' ~ lake ~ ', older_than => ' ~ before ~ ')') -%}
    {%- do run_query('call ducklake_cleanup_old_files(' ~ lake ~ ', older_than => ' ~ before ~ ')') -%}
    {%- do run_query('call ducklake_delete_orphaned_files(' ~ lake ~ ', cleanup_all => true)') -%}
{%- endmacro -%}
