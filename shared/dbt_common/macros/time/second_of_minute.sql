{%- macro second_of_minute(timestamp) -%}
    {{- return(adapter.dispatch('second_of_minute', 'dbt_common')(timestamp)) -}}
{%- endmacro -%}


{%- macro default__second_of_minute(timestamp) -%}
    {{- return(dbt_common.unsupported_engine('second_of_minute')) -}}
{%- endmacro -%}


{%- macro duckdb__second_of_minute(timestamp) -%}
    {{- return("extract(second from " ~ timestamp ~ ")") -}}
{%- endmacro -%}


{#- extract has a fraction on Spark. -#}
{%- macro spark__second_of_minute(timestamp) -%}
    {{- return("cast(second(" ~ timestamp ~ ") as bigint)") -}}
{%- endmacro -%}
