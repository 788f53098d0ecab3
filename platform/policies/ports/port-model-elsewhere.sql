-- title: A port's model is in the folder of its contract.
-- why: Whoever changes the SQL of a port must see the contract that it fulfils.
-- fix: Move the model into the folder of the contract.
-- severity: error
-- since: 2026-11-21

select m.product, m.file, m.line, format('The model `{}` fulfils `{}`, which lies in `{}`.', m.model, m.contract_id, c.folder) as message
from models m join contracts c using (product, contract_id)
where c.kind = 'output_port' and (m.layer, m.port_folder) is distinct from ('output_ports', c.folder)
