-- title: An example of a contract is nobody's real address.
-- why: Contracts are read by everyone, also by those who may not read the data.
-- fix: Use an address of a domain that is kept for examples, such as `jane@example.com`.
-- severity: warning
-- since: 2026-11-21

select product, file, line, format('The example {} of `{}.{}` may be a real address.', value, object, column_name) as message
from contract_column_options
where kind in ('output_port', 'external') and option = 'example'
    and regexp_matches(value, '^"[^@\s]+@[^@\s]+\.[a-z]+"$', 'i')
    and not regexp_matches(value, '[@.](example\.(com|org|net)|[a-z.-]+\.(example|test|invalid))"$', 'i')
