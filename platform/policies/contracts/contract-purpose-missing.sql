-- title: An active contract says what its data is for.
-- why: Readers of a contract decide by its purpose whether the data fits.
-- fix: Write `description.purpose`.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, 'description') as line, format('`{}` says no purpose.', contract_id) as message
from contracts
where kind in ('output_port', 'external') and status = 'active' and purpose is null
