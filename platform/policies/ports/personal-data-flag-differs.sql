-- title: A contract says that it holds personal data if, and only if, a column does.
-- why: Access is asked for, and approved, by what the contract as a whole says.
-- fix: Correct the custom property `containsPii` of the contract, or mark the columns with the tag
--   or property `pii`.
-- severity: error
-- since: 2026-11-21

with said as (
    select c.product, c.file, max(p.line) as line,
        coalesce(bool_or(lower(trim(p.value, '" ')) not in ('', 'null', 'false', 'no', 'none', '0')), false) as says,
        c.file in (select file from contract_columns where is_personal) as is_so
    from contracts c left join custom_properties p on p.file = c.file and p.element = '' and p.property = 'containsPii'
    where c.kind = 'output_port' group by all
)
select product, file, coalesce(line, line_of(file, 'customProperties')) as line,
    if(is_so, 'A column is personal data, and `containsPii` is not true.',
        '`containsPii` is true, and no column is marked as personal data.') as message
from said where says <> is_so
