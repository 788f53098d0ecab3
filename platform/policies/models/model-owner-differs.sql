-- title: A port's model is owned by the product's team.
-- why: The person on call is found through dbt too.
-- fix: Run `./pants generate`: it takes the owner from the contract.
-- follows: product-team-unknown
-- severity: error
-- since: 2026-11-21

select m.product, coalesce(m.properties_file, m.file) as file, coalesce(m.properties_line, m.line) as line,
    format('`{}` is owned by `{}`, the product by `{}`.', m.model, coalesce(m.owner, 'nobody'), p.team) as message
from models m join products p using (product)
where m.layer = 'output_ports' and p.team is not null and m.owner is distinct from p.team
