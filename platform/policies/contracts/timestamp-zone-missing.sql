-- title: A point in time says its time zone.
-- why: Every reader takes 09:00 without a zone for their own time.
-- fix: Write under `logicalTypeOptions` `timezone: true`, or `timezone: false` with a
--   `defaultTimezone`.
-- severity: warning
-- since: 2026-11-21

select product, file, line, format('`{}.{}` says no time zone.', object, column_name) as message
from contract_columns c
where kind = 'output_port' and logical_type = 'timestamp' and not exists (
    from contract_column_options o
    where o.file = c.file and o.object = c.object and o.column_name = c.column_name
        and (o.option = 'defaultTimezone' or o.option = 'timezone' and o.value = 'true')
)
