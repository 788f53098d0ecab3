-- title: A product says what it costs, each month.
-- why: Whether a product is worth its price can be asked only if both are known.
-- fix: Add the last months to `costs.yaml`: name, category, amount, currency, month.
-- severity: info
-- since: 2026-11-21
-- parameter: months = 2

select product, min(p.file) as file, 1 as line,
    coalesce('The latest costs are of ' || max(c.month) || '.', 'The product has no `costs.yaml`.') as message
from products p left join costs c using (product)
group by product
having coalesce(max(c.month), '') < strftime($today - to_months($months), '%Y-%m')
