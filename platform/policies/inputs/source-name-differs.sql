-- title: A source is named by its contract.
-- why: Who reads `source(...)` in SQL knows the contract, and a new major version is a new source.
-- fix: Name the source by the id of its contract in snake_case, and the file `<contract-
--   id>.source.yaml`. A hyphen stands for what cannot be in a file's name.
-- severity: error
-- since: 2026-11-21

with named as (
    select *, trim(regexp_replace(contract_id, '[^A-Za-z0-9_-]+', '-', 'g'), '-') as stem
    from sources
)

select product, file, line,
    if(source <> replace(stem, '-', '_'),
        format('The source of `{}` is named `{}`.', contract_id, source),
        format('The source of `{}` is not in `{}.source.yaml`.', contract_id, stem)) as message
from named
where source <> replace(stem, '-', '_') or not ends_with(file, '/input_ports/' || stem || '.source.yaml')
