{#- The end of dispatch for macros whose SQL means something else on other engines. -#}
{%- macro unsupported_engine(macro_name) -%}
    {{- return(adapter.dispatch('unsupported_engine', 'dbt_common')(macro_name)) -}}
{%- endmacro -%}


{%- macro default__unsupported_engine(macro_name) -%}
    {{- return(dbt_common.compiler_error(
        "dbt_common." ~ macro_name ~ " has no SQL for the engine '" ~ adapter.type() ~ "'. "
        ~ "Add the macro " ~ adapter.type() ~ "__" ~ macro_name ~ " and a test of it to dbt_common."
    )) -}}
{%- endmacro -%}
