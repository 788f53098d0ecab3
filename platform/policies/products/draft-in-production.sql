-- title: What is a draft has no production server.
-- why: What lies on main is deployed. A draft in production is read like anything else, and keeps
--   no promise.
-- fix: Make it `active` when it is ready; until then, leave the production server out.
-- severity: error
-- since: 2026-11-21
-- parameter: production = prod, production, prd, live

select c.product, c.file, line_of(c.file, 'status') as line,
    format('The contract is `{}`, and its server `{}` is a production server.', c.status, s.server) as message
from contracts c join servers s using (file)
where c.kind = 'output_port' and c.status in ('proposed', 'draft')
    and list_contains(string_split($production, ', '), lower(trim(coalesce(s.environment, s.server))))
union
select p.product, p.file, line_of(p.file, 'status') as line,
    format('The product is `{}`, and its port `{}` has a production server.', p.status, c.contract_id) as message
from products p join contracts c using (product) join servers s on s.file = c.file
where c.kind = 'output_port' and c.status in ('active', 'deprecated') and p.status in ('proposed', 'draft')
    and list_contains(string_split($production, ', '), lower(trim(coalesce(s.environment, s.server))))
