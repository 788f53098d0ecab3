-- title: A product says what kind of product it is.
-- why: Who reads a source-aligned product expects the words of the source, who reads a consumer-
--   aligned one those of the use.
-- fix: Add the custom property `archetype` with one of the values.
-- severity: warning
-- since: 2026-11-21
-- parameter: archetypes = source-aligned, aggregate, consumer-aligned

select product, file, line_of(file, 'customProperties') as line,
    if(archetype is null, 'The product names no archetype',
        format('The archetype `{}` is unknown', archetype)) || format(': there are {}.', $archetypes) as message,
    archetype as word, string_split($archetypes, ', ') as known
from products
where file like '%.odps.yaml' and coalesce(archetype, '') not in (select unnest(string_split($archetypes, ', ')))
