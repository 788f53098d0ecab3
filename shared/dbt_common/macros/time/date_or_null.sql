{#- Engines read other texts as dates too, each its own: '2024', '2024/02/03', '2024-2-3'. -#}
{%- macro date_or_null(text) -%}
    {{- return(
        "try_cast(" ~ dbt_common.pattern_found(text, '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}\\z') ~ " as date)"
    ) -}}
{%- endmacro -%}
