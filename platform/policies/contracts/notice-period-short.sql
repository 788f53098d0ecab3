-- title: A port promises a notice period, and not too short a one.
-- why: Consumers plan by it: so much time do they have when the port changes or ends.
-- fix: Add the service level `noticePeriod` with a duration of ISO 8601, such as `P90D`.
-- severity: error
-- since: 2026-11-21
-- parameter: minimum_days = 30

with notice as (
    select file, max(line) as said_at, any_value(value) as value, any_value(unit) as unit
    from sla where property = 'noticePeriod' group by file
), in_days as (
    select *, case
        when regexp_matches(value, '^"P(\d+[YMWD])+"$') then
            365 * coalesce(try_cast(regexp_extract(value, '(\d+)Y', 1) as integer), 0)
            + 30 * coalesce(try_cast(regexp_extract(value, '(\d+)M', 1) as integer), 0)
            + 7 * coalesce(try_cast(regexp_extract(value, '(\d+)W', 1) as integer), 0)
            + coalesce(try_cast(regexp_extract(value, '(\d+)D', 1) as integer), 0)
        when unit in ('d', 'day', 'days') then try_cast(value as integer)
    end as days
    from notice
)
select product, file, coalesce(said_at, line_of(file, 'slaProperties')) as line,
    case when value is null then format('`{}` promises no notice period.', contract_id)
        when days is null then format('The notice period {} is no duration.', value)
        else format('The notice period of `{}` has {} days, less than {}.', contract_id, days, $minimum_days)
    end as message
from contracts left join in_days using (file)
where kind = 'output_port' and coalesce(days, 0) < $minimum_days
