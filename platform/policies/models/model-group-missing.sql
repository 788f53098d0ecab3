-- title: Every model is in a group.
-- why: dbt names the owner of a model by its group, and keeps private models inside of it.
-- fix: Set `+group` in dbt_project.yml.
-- severity: warning
-- since: 2026-11-21

select product, file, line, format('`{}` is in no group.', model) as message
from models where kind = 'model' and group_name is null
