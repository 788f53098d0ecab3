-- title: The columns that a source lists are columns of its contract.
-- why: What the contract does not promise can be gone tomorrow, if it is there at all.
-- fix: Correct the name, ask the provider for the column, or take the newest version of the
--   contract.
-- severity: error
-- since: 2026-11-21

select s.product, s.file, s.line,
    format('`{}` has no column `{}` in `{}`.', s.contract_id, s.column_name, t.identifier) as message,
    s.column_name as word,
    (select list(k.physical_name) from contract_columns k
        where k.file = o.file and k.object = o.object and k.depth = 0) as known
from source_columns s join source_tables t using (product, source, table_name)
    join contract_objects o on o.kind = 'snapshot' and o.product = s.product and o.contract_id = s.contract_id
        and lower(o.physical_name) = lower(t.identifier)
where not exists (
    from contract_columns c
    where c.file = o.file and c.object = o.object and c.depth = 0
        and lower(c.physical_name) = lower(s.column_name)
)
