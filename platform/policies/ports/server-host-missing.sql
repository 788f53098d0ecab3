-- title: A Databricks server has a host.
-- why: The connector that grants access passes over a server without one, and says nothing.
-- fix: Add `host` to the server.
-- severity: warning
-- since: 2026-11-21

select product, file, line, format('The server `{}` has no host.', server) as message
from servers
where kind in ('output_port', 'external') and type = 'databricks' and host is null
