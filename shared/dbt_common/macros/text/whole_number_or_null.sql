{#- Engines read other texts as numbers too, each its own: '12.7', '4e2', '0x1A', '1_000'. -#}
{%- macro whole_number_or_null(text) -%}
    {{- return(
        "try_cast(" ~ dbt_common.pattern_found(text, '^ *[+-]?[0-9]+ *\\z') ~ " as bigint)"
    ) -}}
{%- endmacro -%}
