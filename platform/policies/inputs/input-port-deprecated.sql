-- title: A product moves away from what is deprecated.
-- why: The notice period is the time to move, and it passes.
-- fix: Read the next major version; its contract says what is different.
-- severity: warning
-- since: 2026-11-21

select s.product, s.file, s.line, format('`{}` is deprecated.', s.contract_id) as message
from sources s join contracts c on c.contract_id = s.contract_id and c.kind in ('output_port', 'external')
where c.status = 'deprecated'
