{%- macro whole(number) -%}
    {{- return(adapter.dispatch('whole', 'house_rules')(checked(number))) -}}
{%- endmacro -%}

{%- macro duckdb__whole(number) -%}
    {{- return('cast(' ~ number ~ ' as hugeint)') -}}
{%- endmacro -%}

{%- macro spark__whole(number) -%}
    {{- return('cast(' ~ number ~ ' as bigint)') -}}
{%- endmacro -%}
