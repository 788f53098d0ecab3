-- title: A port promises no better service level than its inputs and its schedule allow.
-- why: Such a promise breaks while everybody keeps theirs, and its readers plan by it.
-- fix: Promise the best that can be kept, or agree on more with the owner of what bounds it.
-- severity: warning
-- since: 2026-12-01

select f.product, f.file, f.line,
    format('`{}` cannot keep its {} of {}: at best it is {}. {}',
        f.contract_id, f.level, f.promised, f.best, f.because) as message,
    if(f.weakest = f.contract_id, format('Promise {}, or change when it is made.', f.best),
        format('Promise {}, or agree with the owner of `{}` on more.', f.best, f.weakest)) as fix
from feasibility f
where not f.can_be_kept
    and f.file in (
        select file from contracts
        where kind = 'output_port' and status in ('active', 'deprecated')
    )
    and f.file not in (
        select file from sla
        where lower(property) in ('endofsupport', 'endoflife')
            and left(trim(value, '"'), 10) < $today::varchar
    )
