-- title: A model reads models and sources, and no table by its name.
-- why: What is read by name has no contract and no lineage, and is not there in a test.
-- fix: Read it with `ref` or `source`.
-- severity: error
-- since: 2026-11-21

select product, file, line, format('`{}`: {}', model, message) as message
from sql_problems where message like 'It reads %, which is no model or source.'
