-- title: A port has few major versions at a time.
-- why: Each major version that lives is built, tested and paid for, and splits its readers.
-- fix: Let readers move on: deprecate the oldest version, and retire it after its notice period.
-- severity: warning
-- since: 2026-11-21
-- parameter: maximum = 2

with live as (
    select *, regexp_replace(contract_id, '-v\d+$', '') as family
    from contracts where kind = 'output_port' and status in ('active', 'deprecated')
)
select product, min_by(file, contract_id) as file, 1 as line,
    format('`{}` has {} major versions, more than {}.', family, count(*), $maximum) as message
from live group by product, family having count(*) > $maximum
