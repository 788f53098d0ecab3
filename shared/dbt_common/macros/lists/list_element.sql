{%- macro list_element(list, position) -%}
    {%- if position is not string and (position is not integer or position < 1) -%}
        {{- return(dbt_common.compiler_error(
            "dbt_common.list_element counts from 1; position is '" ~ position ~ "'."
        )) -}}
    {%- endif -%}
    {{- return(adapter.dispatch('list_element', 'dbt_common')(list, position)) -}}
{%- endmacro -%}


{%- macro default__list_element(list, position) -%}
    {{- return(dbt_common.unsupported_engine('list_element')) -}}
{%- endmacro -%}


{#- DuckDB would count negative positions from the end. -#}
{%- macro duckdb__list_element(list, position) -%}
    {{- return("list_extract(" ~ list ~ ", greatest(" ~ position ~ ", 0))") -}}
{%- endmacro -%}


{%- macro spark__list_element(list, position) -%}
    {{- return("get(" ~ list ~ ", cast(" ~ position ~ " as int) - 1)") -}}
{%- endmacro -%}
