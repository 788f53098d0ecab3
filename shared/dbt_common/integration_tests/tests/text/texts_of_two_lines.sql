{#- A line's end after a number or an instant is no part of it, and so the text is neither. -#}
select 'number' as failure
where {{ dbt_common.whole_number_or_null(dbt_common.sql_literal("42\n")) }} is not null
union all
select 'day' as failure
where {{ dbt_common.date_or_null(dbt_common.sql_literal("2026-01-31\n")) }} is not null
union all
select 'instant' as failure
where {{ dbt_common.instant_or_null(dbt_common.sql_literal("2026-01-31T06:00:00Z\n")) }} is not null
