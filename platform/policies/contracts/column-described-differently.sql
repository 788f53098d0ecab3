-- title: A column that has one name in several objects of a contract is described alike.
-- why: Two descriptions of one thing make two things of it.
-- fix: Use one description, or two names.
-- severity: info
-- since: 2026-11-21

select product, file, min(line) as line,
    format('`{}` is described in {} ways, in {}.', column_name, count(distinct description),
        string_agg(distinct object, ', ' order by object)) as message
from contract_columns
where kind = 'output_port' and depth = 0
group by product, file, column_name having count(distinct description) > 1
