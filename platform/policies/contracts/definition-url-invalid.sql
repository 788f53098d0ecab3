-- title: A link to a definition can be followed.
-- why: A term without a definition that people can open has no meaning.
-- fix: Write `url` with an address that begins with `https://`.
-- severity: info
-- since: 2026-11-21

select product, file, line,
    if(url is null, 'The definition has no address.', format('The address `{}` is not a URL.', url)) as message
from terms
where not regexp_matches(coalesce(url, ''), '^https://\S+$')
    and (file like '%.odps.yaml' or file like '%/output_ports/%')
