-- title: A port promises a notice period, and not too short a one.
-- why: Consumers plan with it: it is the time that they have when the port changes or ends.
-- fix: Add the service level `noticePeriod` with a duration of ISO 8601, such as `P90D`.
-- severity: error
-- since: 2026-11-21
-- parameter: minimum_days = 30

with notice as (
    select file, max(line) as said_at, max(days) as days, any_value(value order by days desc nulls last) as value,
        any_value(unit order by days desc nulls last) as unit
    from sla where property = 'noticePeriod' group by file
)
select product, file, coalesce(said_at, line_of(file, 'slaProperties')) as line,
    case when value is null then format('`{}` promises no notice period.', contract_id)
        when days is null then format('The notice period {} is not a duration.', concat_ws(' ', value, unit))
        else format('The notice period of `{}` has {} days, less than {}.', contract_id,
            regexp_replace(round(days, 1)::varchar, '\.0$', ''), $minimum_days)
    end as message
from contracts left join notice using (file)
where kind = 'output_port' and coalesce(days, 0) < $minimum_days
