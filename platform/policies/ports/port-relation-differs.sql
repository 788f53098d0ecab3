-- title: A contract's server names the schema that dbt writes to.
-- why: Consumers and the marketplace look where the contract says. dbt writes where its
--   configuration says.
-- fix: Correct `schema` or `catalog` of the server, or of the model.
-- severity: error
-- since: 2026-11-21

select distinct c.product, s.file, s.line,
    format('The server `{}` has `{}`, and dbt writes `{}` to `{}`.', s.server,
        concat_ws('.', s.catalog, s.schema), m.alias, concat_ws('.', m.database, m.schema)) as message
from servers s join contracts c using (file)
    join models m on m.product = c.product and m.contract_id = c.contract_id
where c.kind = 'output_port'
    and (lower(s.schema) <> lower(m.schema) or lower(s.catalog) <> lower(m.database))
