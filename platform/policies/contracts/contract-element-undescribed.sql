-- title: Every object and column of a port is described.
-- why: A name explains itself to its author only.
-- fix: Write `description`: what it holds, in which unit, when it is empty.
-- severity: error
-- since: 2026-11-21

select product, file, line, format('`{}` is not described.', object) as message
from contract_objects where kind = 'output_port' and description is null
union all
select product, file, line, format('`{}.{}` is not described.', object, column_name)
from contract_columns where kind = 'output_port' and description is null and not ends_with(column_name, '[]')
