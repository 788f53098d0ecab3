-- title: A port has a role that gives access.
-- why: An agreement gives a role. Without a role nobody gets access.
-- fix: Add `roles` with `role`, `access` and `firstLevelApprovers`.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, 'id') as line, format('`{}` has no role.', contract_id) as message
from contracts c anti join roles using (file)
where c.kind = 'output_port'
