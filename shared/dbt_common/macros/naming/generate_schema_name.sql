{%- macro generate_schema_name(custom_schema_name=none, node=none) -%}
    {{- return(adapter.dispatch('generate_schema_name', 'dbt_common')(custom_schema_name, node)) -}}
{%- endmacro -%}


{#- The same on every engine: no SQL. -#}
{%- macro default__generate_schema_name(custom_schema_name, node) -%}
    {#- The root project's name, so that nodes of an installed package stay inside the product
        too. -#}
    {%- set internal = 'internal_' ~ project_name -%}
    {%- set resource_type = node.resource_type | string if node else '' -%}

    {%- if custom_schema_name is not none and resource_type in ('seed', 'snapshot') -%}
        {{- return(dbt_common.compiler_error(
            "The " ~ resource_type ~ " " ~ node.name ~ " has the schema '" ~ custom_schema_name ~ "', but every "
            ~ resource_type ~ " is internal: it goes to " ~ internal ~ ". Remove its schema config."
        )) -}}
    {%- endif -%}

    {#- A test always has one: dbt gives dbt_test__audit to those that store failures. -#}
    {%- if custom_schema_name is none or resource_type == 'test' -%}
        {%- set schema = internal -%}
    {%- else -%}
        {%- set schema = custom_schema_name | string | trim -%}
    {%- endif -%}

    {%- if not modules.re.fullmatch('[a-z0-9_]+', schema) -%}
        {{- return(dbt_common.compiler_error(
            "The schema name '" ~ schema ~ "'" ~ (" of the " ~ resource_type ~ " " ~ node.name if node else "")
            ~ " may hold only lower-case letters a to z, digits and underscores."
        )) -}}
    {%- endif -%}
    {#- A release builds into schemas of its own. -#}
    {%- set release = env_var('INSEAM_RELEASE', '') -%}
    {%- set suffix = '__' ~ release if release else '' -%}
    {{- return(dbt_common.schema_here(env_var('INSEAM_CATALOG', ''), schema) ~ suffix) -}}
{%- endmacro -%}
