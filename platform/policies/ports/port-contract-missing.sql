-- title: An output port names a contract of its own product.
-- why: A port without a contract promises nothing, and nobody can ask for access to it.
-- fix: Write the contract in `models/output_ports/v<N>/`, and its id in `contractId`.
-- severity: error
-- since: 2026-11-21

select product, file, line,
    if(contract_id is null, format('The port `{}` names no contract.', port),
        format('The port `{}` names the contract `{}`, which is none of this product.', port, contract_id)) as message
from output_ports p
where not exists (
    from contracts c where c.kind = 'output_port' and c.product = p.product and c.contract_id = p.contract_id
)
