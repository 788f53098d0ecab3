-- title: A product has one ODPS file.
-- why: The file says what the product is, who owns it and what it offers. Without it nobody finds
--   the product; with two of them nobody knows which is right.
-- fix: Keep one `<product>.odps.yaml` in the product's folder.
-- severity: error
-- since: 2026-11-21

select product, min(file) as file, 1 as line,
    if(bool_or(file like '%.odps.yaml'), 'The product has several ODPS files.', 'The product has no ODPS file.') as message
from products
group by product
having count(*) > 1 or not bool_or(file like '%.odps.yaml')
