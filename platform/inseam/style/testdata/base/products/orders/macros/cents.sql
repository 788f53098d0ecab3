{%- macro cents(column) -%}
    {{- return(house_rules.whole(column ~ ' * 100')) -}}
{%- endmacro -%}
