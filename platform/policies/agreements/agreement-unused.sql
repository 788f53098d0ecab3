-- title: An agreement is on something that the product reads.
-- why: Unused access is a risk that nobody sees.
-- fix: End the agreement, or add the input port.
-- severity: warning
-- since: 2026-11-21

select a.product, a.file, line_of(a.file, 'provider') as line, format('The product reads nothing of `{}`.', a.port) as message
from agreements a
where a.port is not null and coalesce(a.end_date, '9999') >= $today::varchar
    and not exists (from sources s where s.product = a.product and s.contract_id = a.port)
    and a.product in (select product from models)
