{%- set cases = [] -%}
{%- for days in [1.5, none, true, [1]] -%}
    {%- do cases.append((
        days,
        dbt_common.days_before('ordered_at', days),
        "ERROR: dbt_common.days_before takes a whole number of days or an SQL expression of one, not '" ~ days ~ "'.",
    )) -%}
{%- endfor -%}
{{ failures(cases) }}
