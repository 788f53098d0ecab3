-- title: A contract of an output port is named by the ODPS file.
-- why: Only what the ODPS file names is published. A contract beside it is one that nobody finds.
-- fix: Add the port under `outputPorts`, or remove the contract.
-- severity: error
-- since: 2026-11-21

select c.product, c.file, line_of(c.file, 'id') as line, format('No output port names the contract `{}`.', contract_id) as message
from contracts c anti join output_ports using (product, contract_id)
where c.kind = 'output_port'
    -- An id that is not the file's name is an error of contract-lint.
    and ends_with(c.file, '/' || contract_id || '.odcs.yaml')
    and c.product in (select product from products where file like '%.odps.yaml')
