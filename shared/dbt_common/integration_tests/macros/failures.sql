{#- A data test over cases (name, actual, expected) compared in Jinja: one row for each that
    differs. -#}
{%- macro failures(cases) -%}
    {%- set failed = [] -%}
    {%- for name, actual, expected in cases -%}
        {%- if actual != expected -%}
            {%- do failed.append(name ~ ': expected ' ~ expected ~ ', got ' ~ actual) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for failure in failed -%}
        select {{ dbt.string_literal(dbt.escape_single_quotes(failure)) }} as failure
        {{ 'union all' if not loop.last }}
    {% else -%}
        select 'none' as failure where {{ cases | length }} = 0
    {%- endfor -%}
{%- endmacro -%}


{#- SQL on one line, so that layout is not a difference. -#}
{%- macro one_line(sql) -%}
    {{- return(sql.split() | join(' ')) -}}
{%- endmacro -%}
