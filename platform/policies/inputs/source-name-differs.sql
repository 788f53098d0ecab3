-- title: A source is named by its contract.
-- why: Who reads `source(...)` in SQL knows the contract, and a new major version is a new source.
-- fix: Name the source by the id of its contract in snake_case. Its file may have any name.
-- severity: error
-- since: 2026-11-21

with named as (
    select *, trim(regexp_replace(contract_id, '[^A-Za-z0-9_]+', '_', 'g'), '_') as wanted
    from sources
)

select product, file, line,
    format('The source of `{}` is named `{}`, and not `{}`.', contract_id, source, wanted) as message
from named where source <> wanted
