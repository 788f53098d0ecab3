{#- Runs statements. Where the engine has transactions over all of them, they are one: readers see
    all or nothing, and a failure leaves nothing. Elsewhere they run one after the other. -#}
{%- macro run_statements(statements) -%}
    {%- if statements -%}
        {{- return(adapter.dispatch('run_statements', 'dbt_common')(statements)) -}}
    {%- endif -%}
{%- endmacro -%}


{%- macro default__run_statements(statements) -%}
    {%- for statement in statements -%}
        {%- do run_query(statement) -%}
    {%- endfor -%}
{%- endmacro -%}


{#- One string, since dbt commits after each that it sends. -#}
{%- macro duckdb__run_statements(statements) -%}
    {%- do run_query('begin;\n' ~ (statements | join(';\n')) ~ ';\ncommit;') -%}
{%- endmacro -%}
