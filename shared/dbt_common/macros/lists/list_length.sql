{%- macro list_length(list) -%}
    {{- return(adapter.dispatch('list_length', 'dbt_common')(list)) -}}
{%- endmacro -%}


{%- macro default__list_length(list) -%}
    {{- return(dbt_common.unsupported_engine('list_length')) -}}
{%- endmacro -%}


{%- macro duckdb__list_length(list) -%}
    {{- return("cast(len(" ~ list ~ ") as bigint)") -}}
{%- endmacro -%}


{%- macro spark__list_length(list) -%}
    {{- return("cast(array_size(" ~ list ~ ") as bigint)") -}}
{%- endmacro -%}
