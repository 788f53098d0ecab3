-- title: A product is owned by a team of a kind that owns products.
-- why: The platform team owns what belongs to no product. A product that it owned would have nobody
--   who knows its data.
-- fix: Name the team that knows the data. platform/teams.yaml has the `type` of each.
-- severity: error
-- since: 2026-11-21
-- parameter: owner_types = Team

select p.product, p.file, line_of(p.file, 'team.name') as line,
    format('The team `{}` is of type `{}`, which owns no products.', team, t.type) as message
from products p join teams t using (team)
where t.type not in (select unnest(string_split($owner_types, ', ')))
