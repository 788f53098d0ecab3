{%- macro checked(number) -%}
    {%- if number is not string -%}
        {{- return(exceptions.raise_compiler_error('whole takes SQL, not ' ~ number)) -}}
    {%- endif -%}
    {{- return(number) -}}
{%- endmacro -%}
