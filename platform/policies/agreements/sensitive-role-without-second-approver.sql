-- title: A role that lets read the most sensitive data has two approvers.
-- why: Four eyes see what two overlook.
-- fix: Name a team in `secondLevelApprovers`, such as the one for privacy.
-- severity: error
-- since: 2026-11-21
-- parameter: classification = restricted

select r.product, r.file, r.line, format('The role `{}` lets read {} data, and one party approves it.', r.role, $classification) as message
from roles r
where r.kind = 'output_port' and r.second_approvers is null
    and r.file in (select file from contract_columns where classification = $classification)
