-- title: A contract with personal data says how long the data is kept.
-- why: Personal data must not be kept for longer than its purpose needs, and who reads it must
--   know.
-- fix: Add the service level `retention`.
-- severity: warning
-- since: 2026-11-21

select product, file, line_of(file, 'slaProperties') as line,
    format('`{}` has personal data, and says not how long it is kept.', contract_id) as message
from contracts
where kind = 'output_port'
    and (
        file in (select file from contract_columns where is_personal)
        or file in (
            select file from custom_properties where element = '' and property = 'containsPii'
                and lower(trim(value, '" ')) not in ('', 'null', 'false', 'no', 'none', '0')
        )
    )
    and file not in (select file from sla where lower(property) = 'retention')
