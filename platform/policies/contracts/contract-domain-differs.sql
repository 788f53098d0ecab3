-- title: A contract's domain is its product's.
-- why: Found under one domain, the port leads to a product of another.
-- fix: Write the domain of the ODPS file, or leave it out of the contract.
-- severity: warning
-- since: 2026-11-21

select c.product, c.file, line_of(c.file, 'domain') as line,
    format('The domain is `{}`, that of the product `{}`.', c.domain, p.domain) as message
from contracts c join products p using (product)
where c.kind = 'output_port' and c.domain <> p.domain
