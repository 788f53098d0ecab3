-- title: A staging model reads one table.
-- why: One table, one staging model: so a change of a table has one place.
-- fix: Make a staging model of each, and join them in `models/intermediate`.
-- severity: warning
-- since: 2026-11-21

select d.product, d.file, min(d.line) as line,
    format('`{}` reads {} tables: {}.', d.model, count(*), string_agg(d.depends_on, ', ' order by d.depends_on)) as message
from model_dependencies d join models m using (product, model)
where m.layer = 'staging' and d.source is not null
group by d.product, d.file, d.model having count(*) > 1
