-- title: An agreement names a port that exists, and the product that has it.
-- why: An agreement on nothing grants nothing, and looks as if it did.
-- fix: Correct `provider`, or end the agreement. A port that is gone is not read any more.
-- severity: error
-- since: 2026-11-21

select a.product, a.file, line_of(a.file, 'provider') as line,
    if(c.contract_id is null, format('There is no port `{}`.', a.port),
        format('The port `{}` is of `{}`, not of `{}`.', a.port, c.product, a.provider)) as message,
    if(c.contract_id is null, a.port, a.provider) as word,
    if(c.contract_id is null,
        (select list(k.contract_id) from contracts k where k.kind in ('output_port', 'external')), [c.product]) as known
from agreements a left join contracts c on c.contract_id = a.port and c.kind in ('output_port', 'external')
where a.port is not null and (c.contract_id is null or c.kind = 'output_port' and c.product is distinct from a.provider)
