{%- macro most_frequent_value(relation, group_by, value, counted) -%}
    {%- set groups = [group_by] if group_by is string else group_by -%}
    {%- if 'value' in groups | map('lower') -%}
        {{- return(dbt_common.compiler_error(
            "dbt_common.most_frequent_value cannot group by a column named value: "
            ~ "the result has a column of that name."
        )) -}}
    {%- endif -%}
    {{- return(adapter.dispatch('most_frequent_value', 'dbt_common')(
        relation, groups, value, counted
    )) -}}
{%- endmacro -%}


{#- groups: list of column names. No SQL for every engine: where text is sorted by a locale, ties
    would fall otherwise. -#}
{%- macro default__most_frequent_value(relation, groups, value, counted) -%}
    {{- return(dbt_common.unsupported_engine('most_frequent_value')) -}}
{%- endmacro -%}


{%- macro duckdb__most_frequent_value(relation, groups, value, counted) -%}
(
    select
        {{ groups | join(', ') }},
        value
    from (
        select
            {{ groups | join(', ') }},
            value,
            row_number() over (
                partition by {{ groups | join(', ') }}
                order by distinct_counted desc, value asc
            ) as position_in_group
        from (
            select
                {{ groups | join(', ') }},
                {{ value }} as value,
                count(distinct {{ counted }}) as distinct_counted
            from {{ relation }}
            where {{ value }} is not null
            group by {{ groups | join(', ') }}, {{ value }}
        ) as counts
    ) as ranked
    where position_in_group = 1
)
{%- endmacro -%}


{#- The same SQL; Spark sorts text in binary order too. -#}
{%- macro spark__most_frequent_value(relation, groups, value, counted) -%}
    {{- return(dbt_common.duckdb__most_frequent_value(relation, groups, value, counted)) -}}
{%- endmacro -%}
