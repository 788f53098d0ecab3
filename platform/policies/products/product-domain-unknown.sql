-- title: A product's domain is that of a team.
-- why: People look for data by domain. Nobody looks in a domain that no team has.
-- fix: Name in `domain` one of the domains in platform/teams.yaml.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, 'domain') as line,
    if(domain is null, 'The product names no domain.', format('No team has the domain `{}`.', domain)) as message,
    domain as word, (select list(t.domain) from teams t where t.domain is not null) as known
from products
where file like '%.odps.yaml' and coalesce(domain, '') not in (select domain from teams where domain is not null)
