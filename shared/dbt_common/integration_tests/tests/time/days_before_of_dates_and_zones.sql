{{ config(enabled=target.type == 'duckdb') }}

{#- A day is 24 hours in UTC whatever the type and the session's time zone; TZ=Europe/Berlin shows
    it. -#}
select 'timestamp with time zone' as failure
where
    {{ dbt_common.days_before("timestamptz '2026-03-30 00:30:00+02:00'", 2) }}
    is distinct from timestamp '2026-03-27 22:30:00'
union all
select 'date' as failure
where
    {{ dbt_common.days_before("date '2026-03-30'", '2') }}
    is distinct from timestamp '2026-03-28 00:00:00'
