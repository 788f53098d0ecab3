-- title: Data that is sensitive in an input is as sensitive in an output.
-- why: Otherwise personal data becomes public by being copied.
-- fix: Raise the classification, or hide the value with a digest; if it is harmless here, a waiver
--   says why.
-- severity: error
-- since: 2026-11-21
-- parameter: classifications = public, internal, confidential, restricted

with recursive came as (
    select product, model, column_name, contract_id, depends_on, from_column
    from column_edges where source is not null and is_direct and not is_masked and column_name is not null
    union
    select e.product, e.model, e.column_name, c.contract_id, c.depends_on, c.from_column
    from came c join column_edges e
        on e.product = c.product and e.source is null and e.depends_on = c.model and e.from_column = c.column_name
    where e.is_direct and not e.is_masked and e.column_name is not null
), ranked as (
    select *, list_position(string_split($classifications, ', '), classification) as rank,
        regexp_extract(element, '^schema\[\d+\]\.properties\[\d+\]') as top_element
    from contract_columns
), top as (
    -- Edges know columns only: one with fields is as sensitive as the most sensitive of them.
    select kind, product, contract_id, file, object, any_value(physical_name) filter (depth = 0) as physical_name,
        any_value(column_name) filter (depth = 0) as column_name, any_value(line) filter (depth = 0) as line,
        max(rank) as rank, first(classification order by rank desc nulls last, depth, element) as classification,
        first(column_name order by rank desc nulls last, depth, element) as most_sensitive
    from ranked group by kind, product, contract_id, file, object, top_element
)
select distinct o.product, o.file, o.line,
    format('`{}` is {}, and comes from `{}.{}` of `{}`, which is {}.', o.column_name, o.classification,
        i.object, i.most_sensitive, i.contract_id, i.classification) as message
from came c
    join models m using (product, model)
    join source_tables t on t.product = c.product and t.contract_id = c.contract_id and t.table_name = c.depends_on
    join top i on i.kind = 'snapshot' and i.product = c.product and i.contract_id = c.contract_id
        and i.object in (
            select object from contract_objects x where x.file = i.file and lower(x.physical_name) = lower(t.identifier)
        ) and lower(i.physical_name) = lower(c.from_column)
    join top o on o.kind = 'output_port' and o.product = c.product and o.contract_id = m.contract_id
        and o.object in (
            select object from contract_objects x where x.file = o.file and lower(x.physical_name) = lower(m.alias)
        ) and lower(o.physical_name) = lower(c.column_name)
where o.rank < i.rank
