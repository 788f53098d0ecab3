-- title: The schema of a port version holds that port version and nothing else.
-- why: Access is granted on the whole schema: who may read one table in it reads all.
-- fix: Give each port version its schema `op_<contract id>`, and internal models theirs.
-- severity: error
-- since: 2026-11-21

select m.product, m.file, m.line,
    format('`{}` lies in `{}`, which is the schema of `{}`.', m.model, m.schema, o.contract_id) as message
from models m join (
    select distinct lower(database) as database, lower(schema) as schema, min(contract_id) as contract_id
    from models where layer = 'output_ports' and contract_id is not null group by all
) o on lower(m.database) is not distinct from o.database and lower(m.schema) = o.schema
where m.contract_id is distinct from o.contract_id
