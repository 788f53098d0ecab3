-- title: A product says what it is not for, and how to use it.
-- why: Readers who know the limits do not find them out in production.
-- fix: Write `limitations` and `usage` under `description`.
-- severity: warning
-- since: 2026-11-21

select product, file, line_of(file, 'description') as line, format('The product says no {}.', missing) as message
from products, unnest([
    if(limitations is null, 'limitations', null), if(usage is null, 'usage', null)
]) as said(missing)
where file like '%.odps.yaml' and missing is not null
