-- title: No product reads a port whose support has ended.
-- why: Nobody fixes it any more, and it may be gone tomorrow.
-- fix: Read the next major version; its contract says what is different.
-- severity: error
-- since: 2026-11-21

select s.product, s.file, s.line,
    format('The support of `{}` ended on {}.', s.contract_id, min(trim(e.value, '"'))) as message
from sources s join contracts c on c.contract_id = s.contract_id and c.kind in ('output_port', 'external')
    join sla e on e.file = c.file and lower(e.property) in ('endofsupport', 'endoflife')
where left(trim(e.value, '"'), 10) < $today::varchar
group by s.product, s.file, s.line, s.contract_id
union all
select s.product, s.file, s.line, format('`{}` is retired.', s.contract_id)
from sources s join contracts c on c.contract_id = s.contract_id and c.kind in ('output_port', 'external')
where c.status = 'retired'
