-- title: A team's groups are in environments that there are.
-- why: Where a team names no group, grants go to a group that is called as the team.
-- fix: Write in `groups` the name of an environment in platform/environments.yaml.
-- severity: error
-- since: 2026-11-29

select cast(null as varchar) as product, file, min(line) as line,
    format('`{}` has groups in `{}`, and there is no such environment.', team, environment) as message,
    environment as word, (select list(e.environment) from environments e) as known
from team_groups
where environment not in (select environment from environments)
    -- An environment that cannot be read may have that name.
    and not exists (from findings where findings.file = 'platform/environments.yaml')
group by team, environment, file
