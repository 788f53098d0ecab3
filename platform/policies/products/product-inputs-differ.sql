-- title: The input ports in the ODPS file are the sources that dbt reads.
-- why: Lineage and access are decided by what the file says, the data by what dbt reads.
-- fix: Add the input port to the ODPS file, or the source to `models/input_ports`; remove what is
--   not read.
-- severity: error
-- since: 2026-11-21

select s.product, s.file, s.line, format('The product reads `{}`, which is no input port of its ODPS file.', contract_id) as message
from sources s anti join input_ports using (product, contract_id)
where contract_id is not null and s.product in (select product from products where file like '%.odps.yaml')
union all
select i.product, i.file, i.line, format('The input port `{}` is no source of the dbt project.', port) as message
from input_ports i anti join sources using (product, contract_id)
