-- title: A product has an active agreement for everything that it reads.
-- why: The provider knows by agreements whom a change concerns, and has agreed to the purpose.
-- fix: Write `agreements/<contract-id>.yaml`, which the provider approves, or extend it.
-- severity: error
-- since: 2026-11-21

select s.product, s.file, s.line,
    case when count(a.file) = 0 then format('No agreement lets the product read `{}`.', s.contract_id)
        when min(a.start_date) > $today::varchar then format('The agreement on `{}` begins on {}.', s.contract_id, min(a.start_date))
        else format('The agreement on `{}` ended on {}.', s.contract_id, max(a.end_date)) end as message
from sources s left join agreements a on a.product = s.product and a.port = s.contract_id
where s.contract_id is not null
    -- Of an id that no contract has, that is the error.
    and s.contract_id in (select contract_id from contracts)
group by s.product, s.file, s.line, s.contract_id
having not coalesce(bool_or(a.file is not null and $today::varchar between coalesce(a.start_date, '') and coalesce(a.end_date, '9999')), false)
