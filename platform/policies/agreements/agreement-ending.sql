-- title: An agreement that is used is prolonged in time.
-- why: On the day after its end, what reads the port is cut off.
-- fix: Agree on a new `end` with the provider, or stop reading the port.
-- severity: warning
-- since: 2026-11-21
-- parameter: days = 30

select a.product, a.file, line_of(a.file, 'end') as line, format('The agreement ends on {}.', a.end_date) as message
from agreements a
where a.end_date between $today::varchar and ($today + $days::integer)::varchar
    and exists (from sources s where s.product = a.product and s.contract_id = a.port)
