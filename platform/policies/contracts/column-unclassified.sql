-- title: Every column of a port has a classification that is known.
-- why: The classification decides who may read a column, and whether it is masked.
-- fix: Add `classification`, such as `classification: internal`.
-- severity: error
-- since: 2026-11-21
-- parameter: classifications = public, internal, confidential, restricted

select product, file, line,
    if(classification is null, format('`{}.{}` has no classification', object, column_name),
        format('`{}.{}` is classified `{}`', object, column_name, classification))
        || format(': there are {}.', $classifications) as message
from contract_columns
where kind = 'output_port' and depth = 0
    and coalesce(classification, '') not in (select unnest(string_split($classifications, ', ')))
