-- title: A port's Databricks server is on the host of an environment.
-- why: A release goes to the hosts of platform/environments.yaml, and no other host gets the token.
-- fix: Correct `host`, or add it to the `hosts` of its environment in platform/environments.yaml.
-- severity: error
-- since: 2026-11-29

select product, file, line, format('The server `{}` has the host `{}`, which no environment has.', server, host) as message,
    lower(host) as word, (select list(distinct host) from environment_hosts) as known
from servers
where kind = 'output_port' and type = 'databricks' and lower(host) not in (select host from environment_hosts)
    and exists (from environments)
    -- An environment that cannot be read may have it.
    and not exists (from findings where findings.file = 'platform/environments.yaml')
