-- title: A product that is not for consumers is read by some product.
-- why: What nobody reads costs as much as what everybody reads.
-- fix: Ask the people who wanted it. Retire it, or say in `archetype` that it is for consumers.
-- severity: info
-- since: 2026-11-21

select p.product, p.file, line_of(p.file, 'outputPorts') as line, 'No product reads any port of this one.' as message
from products p
where file like '%.odps.yaml' and coalesce(archetype, '') <> 'consumer-aligned' and product not in (
    select c.product from contracts c join sources s using (contract_id) where c.kind = 'output_port'
)
