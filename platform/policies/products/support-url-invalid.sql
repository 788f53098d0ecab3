-- title: A support channel has an address that can be followed.
-- why: An address that is a name sends people searching.
-- fix: Write the channel's `url`: `https://...` or `mailto:...`.
-- severity: warning
-- since: 2026-11-21

select product, file, line,
    if(url is null, format('The channel `{}` has no address.', coalesce(channel, 'without a name')),
        format('The address `{}` is not a URL.', url)) as message
from support_channels
where not regexp_matches(coalesce(url, ''), '^(https://\S+|mailto:\S+@\S+)$')
    and (file like '%.odps.yaml' or file like '%/output_ports/%')
