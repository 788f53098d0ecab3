-- title: Every object of a contract has a model.
-- why: What a contract promises and no model makes is a table that consumers wait for.
-- fix: Write the model `<object>.sql` beside the contract (`<object>_v2.sql` with an alias from v2
--   on), or take the object out.
-- severity: error
-- since: 2026-11-21

select c.product, o.file, o.line, format('No model in `{}` makes `{}`.', c.folder, o.physical_name) as message
from contract_objects o join contracts c using (file)
where c.kind = 'output_port' and c.product in (select product from models) and not exists (
    from models m
    where m.product = c.product and m.port_folder = c.folder and lower(m.alias) = lower(o.physical_name)
)
