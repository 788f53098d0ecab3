-- title: An agreement gives roles of the port's contract.
-- why: A role that the provider does not know grants nothing.
-- fix: Write roles of the contract in `roles`.
-- severity: error
-- since: 2026-11-21

select r.product, r.file, r.line, format('`{}` has no role `{}`.', a.port, r.role) as message,
    r.role as word,
    (select list(k.role) from roles k where k.contract_id = a.port and k.kind in ('output_port', 'external')) as known
from agreement_roles r join agreements a using (file)
where a.port in (select contract_id from contracts where kind in ('output_port', 'external'))
    and (a.port, r.role) not in (select (contract_id, role) from roles where kind in ('output_port', 'external'))
