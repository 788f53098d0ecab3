-- title: A contract names its own product.
-- why: The marketplace shows the port under the product that the contract names.
-- fix: Write the product's id in `dataProduct`, or leave it out.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, 'dataProduct') as line,
    format('`dataProduct` is `{}`, and the product `{}`.', data_product, product) as message
from contracts
where kind = 'output_port' and data_product <> product
