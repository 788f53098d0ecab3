-- title: A contract is owned by the team that owns the product.
-- why: With two owners nobody is responsible. A person leaves, a team stays.
-- fix: Write the product's team in `team.name`; of a system outside, a team of platform/teams.yaml.
-- follows: product-team-unknown
-- severity: error
-- since: 2026-11-21

select c.product, c.file, line_of(c.file, 'team.name') as line,
    if(c.team is null, format('`{}` names no team.', c.contract_id),
        format('`{}` is owned by `{}`, its product by `{}`.', c.contract_id, c.team, p.team)) as message,
    c.team as word, [p.team] as known
from contracts c join products p using (product)
where c.kind = 'output_port' and p.team is not null and c.team is distinct from p.team
union all
select product, file, line_of(file, 'team.name'),
    if(team is null, format('`{}` names no team.', contract_id),
        format('`{}` is owned by `{}`, which is not in the registry.', contract_id, team)),
    team, (select list(t.team) from teams t)
from contracts
where kind = 'external' and coalesce(team, '') not in (select team from teams)
