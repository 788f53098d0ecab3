-- title: A required column is not filled with a constant.
-- why: A constant keeps every promise of type and of null, and says nothing: it is a TODO that
--   passes all tests.
-- fix: Compute it, or make the column optional until you can.
-- severity: warning
-- since: 2026-11-21

with recursive constants as (
    select product, model, column_name, file, line
    from output_columns
    -- The time of the run is the same in all rows, and says something.
    where is_constant and not regexp_matches(coalesce(type, ''), '^(TIMESTAMP|DATE)')
    union
    select e.product, e.model, e.column_name, c.file, c.line
    from constants c join column_edges e
        on e.product = c.product and e.depends_on = c.model and e.from_column = c.column_name and e.source is null
    -- A sum of ones is a count.
    where e.is_direct and e.transformation <> 'AGGREGATION' and 1 = (
        select count(*) from column_edges x
        where x.product = e.product and x.model = e.model and x.column_name = e.column_name
    )
)
select m.product, c.file, c.line,
    format('`{}` of `{}` is required, and a constant.', k.column_name, m.contract_id) as message
from constants c join models m using (product, model)
    join contract_objects o on o.kind = 'output_port' and o.product = m.product and o.contract_id = m.contract_id
        and lower(o.physical_name) = lower(m.alias)
    join contract_columns k on k.file = o.file and k.object = o.object and lower(k.physical_name) = lower(c.column_name)
where k.is_required and k.depth = 0
