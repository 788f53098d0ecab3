{%- macro latest_version(relation, key, version='version') -%}
    {{- return(adapter.dispatch('latest_version', 'dbt_common')(
        relation,
        [key] if key is string else key,
        [version] if version is string else version
    )) -}}
{%- endmacro -%}


{#- keys, versions: lists of column names. -#}
{%- macro default__latest_version(relation, keys, versions) -%}
    {{- return(dbt_common.unsupported_engine('latest_version')) -}}
{%- endmacro -%}


{#- QUALIFY needs no helper column, and column lineage reads through it. -#}
{%- macro duckdb__latest_version(relation, keys, versions) -%}
(
    select *
    from {{ relation }}
    qualify row_number() over (
        partition by {{ keys | join(', ') }}
        order by {{ versions | join(' desc nulls last, ') }} desc nulls last
    ) = 1
)
{%- endmacro -%}


{#- Databricks has QUALIFY, although the rest of its SQL here is Spark's. -#}
{%- macro databricks__latest_version(relation, keys, versions) -%}
    {{- return(dbt_common.duckdb__latest_version(relation, keys, versions)) -}}
{%- endmacro -%}


{#- Spark has no QUALIFY, and `* except` only from 4.0: the row travels as one struct, so that the
    rank stays outside it. -#}
{%- macro spark__latest_version(relation, keys, versions) -%}
(
    select packed.*
    from (
        select
            packed,
            row_number() over (
                partition by packed.{{ keys | join(', packed.') }}
                order by packed.{{ versions | join(' desc nulls last, packed.') }} desc nulls last
            ) as position_in_key
        from (select struct(*) as packed from {{ relation }}) as packed_rows
    ) as ranked
    where position_in_key = 1
)
{%- endmacro -%}
