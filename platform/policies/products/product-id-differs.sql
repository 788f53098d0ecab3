-- title: A product's id, and the name of its ODPS file, are the name of its folder.
-- why: Lineage, access and the marketplace know a product by its id. Under two names it is two
--   products.
-- fix: Use the name of the folder for both.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, 'id') as line,
    if(id is distinct from product,
        format('The id is `{}`, and the folder `{}`.', coalesce(id, 'missing'), product),
        format('The file is not named `{}.odps.yaml`.', product)) as message
from products
where file like '%.odps.yaml'
    and (id is distinct from product or not ends_with(file, '/' || product || '.odps.yaml'))
