-- title: Every source names its contract.
-- why: Only a contract says what a table holds and whether it stays.
-- fix: Write `config.meta.data_contract` with `id` and `file`, or remove the source.
-- severity: error
-- since: 2026-11-21

select product, file, line, format('The source `{}` names no contract.', source) as message
from sources where contract_id is null
