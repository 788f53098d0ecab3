-- title: Who approves a role is in the team registry.
-- why: A request that nobody can approve waits for ever.
-- fix: Name teams, or members of teams, of platform/teams.yaml in `firstLevelApprovers` and
--   `secondLevelApprovers`.
-- severity: error
-- since: 2026-11-21

with approvers as (
    select product, file, line, role, trim(unnest(string_split(
        concat_ws(',', nullif(coalesce(first_approvers, ''), ''), second_approvers), ','))) as approver
    from roles where kind in ('output_port', 'external')
)
select product, file, line, format('The approver `{}` of the role `{}` is not in the registry.', approver, role) as message,
    approver as word, (select list(team) from (select team from teams union all select member from team_members)) as known
from approvers
where approver not in (select team from teams union all select member from team_members) and approver <> ''
union all
select product, file, line, format('Nobody approves the role `{}`.', role), null, null
from roles
where kind in ('output_port', 'external') and trim(coalesce(first_approvers, ''), ' ,') = ''
