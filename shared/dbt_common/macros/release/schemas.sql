-- sqlfluff:max_line_length:180
{%- macro schema_sql_name(relation) -%}
    {{- return(relation.without_identifier() | string) -}}
{%- endmacro -%}


{%- macro create_schema_sql(relation) -%}
    {{- return('create schema if not exists ' ~ dbt_common.schema_sql_name(relation)) -}}
{%- endmacro -%}


{%- macro drop_schema_sql(relation) -%}
    {{- return('drop schema if exists ' ~ dbt_common.schema_sql_name(relation) ~ ' cascade') -}}
{%- endmacro -%}


{%- macro schema_exists(relation) -%}
    {{- return(adapter.dispatch('schema_exists', 'dbt_common')(relation)) -}}
{%- endmacro -%}


{%- macro default__schema_exists(relation) -%}
    {{- return(adapter.check_schema_exists(relation.database, relation.schema)) -}}
{%- endmacro -%}


{#- `information_schema.tables` of a lake takes milliseconds for each of its tables; its columns do not. -#}
{%- macro table_exists(relation) -%}
    {{- return(adapter.dispatch('table_exists', 'dbt_common')(relation)) -}}
{%- endmacro -%}


{%- macro default__table_exists(relation) -%}
    {{- return(load_relation(relation) is not none) -}}
{%- endmacro -%}


{%- macro duckdb__table_exists(relation) -%}
    {{- return(dbt_common.query_rows(
        "select 1 as found from duckdb_columns() where database_name = " ~ dbt_common.sql_literal(relation.database)
        ~ " and schema_name = " ~ dbt_common.sql_literal(relation.schema)
        ~ " and table_name = " ~ dbt_common.sql_literal(relation.identifier) ~ " limit 1"
    ) | length > 0) -}}
{%- endmacro -%}


{#- Asked at once: dbt's own answer may be older than this statement. -#}
{%- macro spark__table_exists(relation) -%}
    {{- return(dbt_common.query_rows(
        'show tables in ' ~ dbt_common.schema_sql_name(relation) ~ ' like ' ~ dbt_common.sql_literal(relation.identifier)
    ) | length > 0) -}}
{%- endmacro -%}


{#- parts: {database, schema, identifier} -#}
{%- macro relation_of(parts) -%}
    {{- return(api.Relation.create(database=dbt_common.database_for_dbt(parts['database']), schema=parts['schema'], identifier=parts.get('identifier', 't'))) -}}
{%- endmacro -%}
