{#- Dispatched, and its result returned by every caller, so that the integration tests can read a
    message instead of stopping at it. -#}
{%- macro compiler_error(message) -%}
    {{- return(adapter.dispatch('compiler_error', 'dbt_common')(message)) -}}
{%- endmacro -%}


{%- macro default__compiler_error(message) -%}
    {{- return(exceptions.raise_compiler_error(message)) -}}
{%- endmacro -%}
