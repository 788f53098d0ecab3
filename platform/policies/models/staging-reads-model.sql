-- title: A staging model reads sources, and no model.
-- why: Staging is where a source is put into our words. What is made from several is intermediate.
-- fix: Move the model to `models/intermediate`.
-- severity: warning
-- since: 2026-11-21

select d.product, d.file, d.line, format('`{}` reads the model `{}`.', d.model, d.depends_on) as message
from model_dependencies d join models m using (product, model)
    join models o on o.product = d.product and o.model = d.depends_on
where m.layer = 'staging' and d.source is null and o.kind = 'model'
