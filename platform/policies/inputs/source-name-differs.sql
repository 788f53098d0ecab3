-- title: A source is named by its contract.
-- why: Who reads `source(...)` in SQL knows the contract, and a new major version is a new source.
-- fix: Name the source by the id of its contract in snake_case, and the file `<contract-
--   id>.source.yaml`.
-- severity: error
-- since: 2026-11-21

select product, file, line,
    if(source <> replace(contract_id, '-', '_'),
        format('The source of `{}` is named `{}`.', contract_id, source),
        format('The source of `{}` is not in `{}.source.yaml`.', contract_id, contract_id)) as message
from sources
where source <> replace(contract_id, '-', '_') or not ends_with(file, '/input_ports/' || contract_id || '.source.yaml')
