-- title: Agreements, costs, teams and BUILD files say what they have to say, in their form.
-- why: What cannot be read is not known to any other policy.
-- fix: Correct what the message says.
-- severity: error
-- since: 2026-11-21

select product, file, line, message from findings
where rule in ('agreement-invalid', 'costs-invalid', 'team-registry-unreadable', 'build-file-unreadable')
    or is_unread and not file like '%.odcs.yaml' and not file like '%.odps.yaml'
        and (file like '%/agreements/%' or file like '%/costs.yaml' or file like '%/teams.yaml')
