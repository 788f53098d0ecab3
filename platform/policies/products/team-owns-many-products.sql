-- title: A team owns no more products than it can look after.
-- why: A team with too many products neglects all of them.
-- fix: Give products to other teams, or retire those that nobody reads.
-- severity: info
-- since: 2026-11-21
-- parameter: maximum = 12

select null::varchar as product, t.file, t.line,
    format('The team `{}` owns {} products, more than {}.', team, count(*), $maximum) as message
from teams t join products p using (team)
group by team, t.file, t.line having count(*) > $maximum
