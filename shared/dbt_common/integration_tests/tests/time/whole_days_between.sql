{{ config(enabled=target.type == 'duckdb') }}

{#- A day counts once its 24 hours are over, to the microsecond, whatever the type and the session's
    time zone; TZ=Europe/Berlin shows it. -#}
{%- set cases = [
    ("timestamp '2026-01-30 06:00:00'", "timestamp '2026-01-31 06:00:00'", 1),
    ("timestamp '2026-01-30 06:00:00.000001'", "timestamp '2026-01-31 06:00:00'", 0),
    ("timestamp '2026-01-31 06:00:00'", "timestamp '2026-01-30 06:00:00'", -1),
    ("timestamp '2026-01-31 06:00:00'", "timestamp '2026-01-30 06:00:00.000001'", 0),
    ("timestamp '1926-01-31 06:00:00'", "timestamp '2026-01-31 05:59:59.999999'", 36524),
    ("date '2026-03-28'", "timestamp '2026-03-30 00:00:00'", 2),
    ("timestamptz '2026-03-28 12:00:00+01:00'", "timestamptz '2026-03-29 12:00:00+02:00'", 0),
    ("cast(null as timestamp)", "timestamp '2026-01-31 06:00:00'", 'null'),
    ("timestamp '2026-01-31 06:00:00'", "cast(null as timestamp)", 'null'),
] -%}
{%- for earlier, later, days in cases %}
    select
        {{ loop.index }} as failing_case,
        {{ dbt_common.whole_days_between(earlier, later) }} as actual,
        cast({{ days }} as bigint) as expected
    where
        {{ dbt_common.whole_days_between(earlier, later) }}
        is distinct from cast({{ days }} as bigint)
    {% if not loop.last %}union all{% endif %}
{%- endfor %}
