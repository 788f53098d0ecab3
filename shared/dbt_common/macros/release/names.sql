-- sqlfluff:max_line_length:180
{#- Where one database holds all catalogs, a catalog is the first part of a schema's name there. -#}
{%- macro schema_here(catalog, schema) -%}
    {%- if env_var('INSEAM_DATABASE', '') -%}
        {{- return(catalog ~ '__' ~ schema) -}}
    {%- endif -%}
    {{- return(schema) -}}
{%- endmacro -%}


{#- For a project's own macro of this name, which a release adds. -#}
{%- macro generate_database_name(custom_database_name=none, node=none) -%}
    {{- return(dbt_common.database_for_dbt(
        env_var('INSEAM_DATABASE', '') or (custom_database_name | trim if custom_database_name else target.database)
    )) -}}
{%- endmacro -%}


{#- The database of a relation as dbt's adapter wants it. -#}
{%- macro database_for_dbt(database) -%}
    {{- return(adapter.dispatch('database_for_dbt', 'dbt_common')(database)) -}}
{%- endmacro -%}


{%- macro default__database_for_dbt(database) -%}
    {{- return(database) -}}
{%- endmacro -%}


{#- dbt-spark refuses relations with one: all schemas are in the session's catalog. -#}
{%- macro spark__database_for_dbt(database) -%}
    {{- return(none) -}}
{%- endmacro -%}


{%- macro databricks__database_for_dbt(database) -%}
    {{- return(database) -}}
{%- endmacro -%}


{#- For a project's own macro `source`, which a release adds: what is published in the environment. -#}
{%- macro source_here(relation) -%}
    {%- set database = env_var('INSEAM_DATABASE', '') -%}
    {#- Where dbt refuses databases, the sources that the release reads have the names of here. -#}
    {%- if not database or not relation.database -%}
        {{- return(relation) -}}
    {%- endif -%}
    {{- return(relation.replace_path(database=dbt_common.database_for_dbt(database), schema=dbt_common.schema_here(relation.database, relation.schema))) -}}
{%- endmacro -%}
