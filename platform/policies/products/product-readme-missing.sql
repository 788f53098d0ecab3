-- title: A product has a README.
-- why: The contract says what the data is. The README says how to work on it.
-- fix: Write `README.md` in the product's folder.
-- severity: warning
-- since: 2026-11-21

select product, min(p.file) as file, 1 as line, 'The product has no README.md.' as message
from products p
where product not in (select product from files where role = 'readme')
group by product
