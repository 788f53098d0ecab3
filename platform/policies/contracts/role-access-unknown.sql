-- title: A role says what it allows, in a word that is known.
-- why: Grants are made from it.
-- fix: Write `access: read`, or another of the words.
-- severity: error
-- since: 2026-11-21
-- parameter: accesses = read, write

select product, file, line, format('The role `{}` has access `{}`, not one of {}.',
    role, coalesce(access, 'missing'), $accesses) as message,
    access as word, string_split($accesses, ', ') as known
from roles
where kind in ('output_port', 'external') and coalesce(access, '') not in (select unnest(string_split($accesses, ', ')))
