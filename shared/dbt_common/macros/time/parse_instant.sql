{%- macro parse_instant(value) -%}
    {{- return(adapter.dispatch('parse_instant', 'dbt_common')(value)) -}}
{%- endmacro -%}


{#- Jinja cannot catch Python's ValueError, so the pattern admits only what the calls below
    accept. -#}
{%- macro default__parse_instant(value) -%}
    {#- YAML makes a datetime of an unquoted instant. -#}
    {%- set text = value.isoformat() if value.isoformat is defined else value | string -%}
    {%- set match = modules.re.fullmatch(
        '([12][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
        ~ 'T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,6}))?)?'
        ~ '(?:Z|([+-])(0[0-9]|1[0-4])(?::?([0-5][0-9]))?)',
        text
    ) -%}
    {%- if match is none -%}
        {{- return(none) -}}
    {%- endif -%}

    {#- By their numbers: what dbt 2 gives has no `groups()`. -#}
    {%- set year, month, day = match[1], match[2], match[3] -%}
    {%- set hour, minute, second, fraction = match[4], match[5], match[6], match[7] -%}
    {%- set sign, offset_hours, offset_minutes = match[8], match[9], match[10] -%}
    {%- set date = modules.datetime.datetime(year | int, month | int, 1)
        + modules.datetime.timedelta(days=day | int - 1) -%}
    {%- if date.month != month | int -%}
        {{- return(none) -}}
    {%- endif -%}

    {%- set offset = modules.datetime.timedelta(
        hours=offset_hours | int(0), minutes=offset_minutes | int(0)
    ) -%}
    {%- set local = date + modules.datetime.timedelta(
        hours=hour | int,
        minutes=minute | int,
        seconds=second | int(0),
        microseconds=(fraction or '').ljust(6, '0') | int
    ) -%}
    {{- return(local + offset if sign == '-' else local - offset) -}}
{%- endmacro -%}
