{#- The same on every engine that can divide. -#}
{%- macro average_rounded(value, scale=2) -%}
    {{- return(
        dbt_common.ratio_rounded("sum(" ~ value ~ ")", "count(" ~ value ~ ")", scale)
    ) -}}
{%- endmacro -%}
