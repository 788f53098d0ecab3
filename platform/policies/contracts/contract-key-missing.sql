-- title: Every object of a port has a primary key.
-- why: Without a key nobody can join the table, or see whether two rows are one thing.
-- fix: Mark the columns that identify a row with `primaryKey: true` and `primaryKeyPosition`.
-- severity: error
-- since: 2026-11-21

select product, file, line, format('`{}` has no primary key.', object) as message
from contract_objects o
where kind = 'output_port' and not exists (
    from contract_columns c where c.file = o.file and c.object = o.object and c.key_position is not null
)
