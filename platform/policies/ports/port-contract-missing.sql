-- title: An output port names a contract of its own product.
-- why: A port without a contract promises nothing, and nobody can ask for access to it.
-- fix: Write the contract in `models/output_ports/v<N>/`, and its id in `contractId`.
-- severity: error
-- since: 2026-11-21

select product, file, line,
    if(contract_id is null, format('The port `{}` names no contract.', port),
        format('The port `{}` refers to the contract `{}`, but this product has no such contract.', port, contract_id)) as message,
    contract_id as word,
    (select list(c.contract_id) from contracts c where c.kind = 'output_port' and c.product = p.product) as known
from output_ports p
where not exists (
    from contracts c where c.kind = 'output_port' and c.product = p.product and c.contract_id = p.contract_id
)
    -- A contract of this name that cannot be read, or has another id, is an error of contract-lint.
    and not exists (
        from (select product, file from contracts union all select product, file from findings) f
        where f.product = p.product and f.file like '%/output_ports/%/' || p.contract_id || '.odcs.yaml'
    )
