-- title: The tables that a source lists are objects of its contract.
-- why: What the contract does not promise can be gone tomorrow, if it is there at all.
-- fix: Correct the name, ask the provider for the table, or take the newest version of the
--   contract.
-- severity: error
-- since: 2026-11-21

select t.product, t.file, t.line, format('`{}` has no object `{}`.', t.contract_id, t.identifier) as message
from source_tables t
where exists (from contracts c where c.kind = 'snapshot' and c.product = t.product and c.contract_id = t.contract_id)
    and not exists (
        from contract_objects o
        where o.kind = 'snapshot' and o.product = t.product and o.contract_id = t.contract_id
            and lower(o.physical_name) = lower(t.identifier)
    )
