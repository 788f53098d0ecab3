-- title: An active port has a quality rule.
-- why: What nobody measures, nobody promises.
-- fix: Add a `quality` rule to an object or a column, such as `metric: rowCount`.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, 'schema') as line, format('`{}` has no quality rule.', contract_id) as message
from contracts c anti join quality_rules using (file)
where kind = 'output_port' and status = 'active'
