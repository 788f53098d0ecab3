-- title: A product has an output port.
-- why: Without a port there is nothing to read: it is a dbt project, not a data product.
-- fix: Add the port with its contract under `outputPorts`, or remove the product.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, 'outputPorts') as line, 'The product has no output port.' as message
from products anti join output_ports using (product)
where file like '%.odps.yaml'
