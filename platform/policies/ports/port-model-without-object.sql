-- title: Every model of a port is an object of a contract.
-- why: What no contract describes can change any day, and is read all the same.
-- fix: Describe it in a contract beside it, or move the model to `models/intermediate`.
-- severity: error
-- since: 2026-11-21

select m.product, m.file, m.line, format('No contract in `{}` has an object `{}`.', m.port_folder, m.alias) as message
from models m
where m.layer = 'output_ports' and not exists (
    from contracts c join contract_objects o using (file)
    where c.kind = 'output_port' and c.product = m.product and c.folder = m.port_folder
        and lower(o.physical_name) = lower(m.alias)
)
