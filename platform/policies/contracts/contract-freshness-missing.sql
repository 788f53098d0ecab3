-- title: An active port promises how fresh its data is, measured on a column.
-- why: Late data looks like data. Only a promise that names the column can be measured.
-- fix: Add the service level `freshness` with `value`, `unit`, and the `element`
--   `<object>.<column>`.
-- severity: warning
-- since: 2026-11-21

select product, file, line_of(file, 'slaProperties') as line,
    if(property is null, format('`{}` promises no freshness.', contract_id),
        format('The freshness of `{}` is measured by no column.', contract_id)) as message
from contracts c left join (
    select file, min(property) as property, bool_or(applies_to like '%.%') as is_measured
    from sla where lower(property) in ('freshness', 'latency') group by file
) using (file)
where kind = 'output_port' and status = 'active' and is_measured is not true
