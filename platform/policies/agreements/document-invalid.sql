-- title: Agreements, costs, teams, environments and BUILD files can be read and are complete.
-- why: No other policy sees what cannot be read.
-- fix: Correct what the message says.
-- severity: error
-- since: 2026-11-21

select product, file, line, message, fix from findings
where rule in ('agreement-invalid', 'costs-invalid', 'team-registry-unreadable', 'environment-invalid', 'build-file-unreadable')
    or is_unread and not file like '%.odcs.yaml' and not file like '%.odps.yaml'
        and (file like '%/agreements/%' or file like '%/costs.yaml' or file in ('platform/teams.yaml', 'platform/environments.yaml'))
