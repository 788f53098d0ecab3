-- title: A product's team is in the team registry.
-- why: Nobody can be asked about a product whose owner is not known, and the marketplace refuses
--   it.
-- fix: Name a team of platform/teams.yaml in `team.name`, or add the team there.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, 'team.name') as line,
    if(team is null, 'The product names no team.', format('The team `{}` is not in the registry.', team)) as message,
    team as word, (select list(t.team) from teams t) as known
from products
where file like '%.odps.yaml' and coalesce(team, '') not in (select team from teams)
