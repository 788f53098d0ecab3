-- title: Only staging models read sources.
-- why: When a provider changes, one model changes, and the rest of the product speaks its own
--   words.
-- fix: Put a staging model between them.
-- severity: error
-- since: 2026-11-21

select d.product, d.file, d.line, format('`{}` reads the source `{}`.', d.model, d.source) as message
from model_dependencies d join models m using (product, model)
where d.source is not null and m.layer <> 'staging'
group by all
