{#- Takes the place of dbt_common's own in this project: returns the message, so that a test can
    compare it. -#}
{%- macro default__compiler_error(message) -%}
    {{- return('ERROR: ' ~ message) -}}
{%- endmacro -%}
