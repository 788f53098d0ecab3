-- title: An output port is named as its contract.
-- why: Lineage and access know a port by its name, which is unique because the id of a contract is.
-- fix: Name the port by its `contractId`.
-- severity: error
-- since: 2026-11-21

select product, file, line, format('The port `{}` has the contract `{}`.', port, contract_id) as message
from output_ports
where port <> contract_id
