-- title: Access is granted by agreements, not by the configuration of a model.
-- why: Two writers of grants revoke what the other one grants.
-- fix: Remove `grants`, and write an agreement.
-- severity: error
-- since: 2026-11-21

select product, coalesce(properties_file, file) as file, coalesce(properties_line, line) as line,
    format('`{}` grants {}.', model, grants) as message
from models where grants is not null and grants <> '{}'
