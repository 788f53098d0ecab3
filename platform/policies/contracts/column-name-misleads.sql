-- title: The name of a column does not say another type than it has.
-- why: Readers cast by the name: `_at` is a point in time, `_date` a day, `is_` and `has_` are yes
--   or no.
-- fix: Rename the column, or give it the type that its name says.
-- severity: warning
-- since: 2026-11-21

select product, file, line, format('`{}.{}` is of type {}, and its name says {}.', object, column_name, logical_type, says) as message
from (
    select *, case
        when column_name like '%\_at' escape '\' then 'timestamp'
        when column_name like '%\_date' escape '\' then 'date'
        when regexp_matches(column_name, '^(is|has)_') then 'boolean'
    end as says
    from contract_columns where kind = 'output_port'
)
where logical_type <> says
