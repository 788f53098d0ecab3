-- title: A snapshot is a published version of the contract.
-- why: A snapshot is what the consumer has accepted. One that was never published was accepted by
--   nobody.
-- fix: Run `./pants generate --generate-accept=<contract-id>`.
-- severity: error
-- since: 2026-11-21

select s.product, s.file, line_of(s.file, 'version') as line,
    format('Nothing that was published of `{}` is like this.', s.contract_id) as message
from contracts s
where s.kind = 'snapshot'
    and s.contract_id in (select contract_id from contracts where kind = 'published')
    and (s.contract_id, s.canonical) not in (
        select (contract_id, canonical) from contracts where kind = 'published'
    )
