{%- macro decimal_or_null(text, scale=2) -%}
    {%- if scale is not integer or scale < 0 or scale > 9 -%}
        {{- return(dbt_common.compiler_error(
            "dbt_common.decimal_or_null has 0 to 9 digits after the point; scale is " ~ scale ~ "."
        )) -}}
    {%- endif -%}
    {{- return(
        "try_cast(" ~ dbt_common.pattern_found(text, '^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+) *\\z')
        ~ " as decimal(18, " ~ scale ~ "))"
    ) -}}
{%- endmacro -%}
