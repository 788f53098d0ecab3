-- title: A role that gives access to the most sensitive data has two approvers.
-- why: Four eyes see what two overlook.
-- fix: Name another team in `secondLevelApprovers`, such as the one for privacy.
-- severity: error
-- since: 2026-11-21
-- parameter: classification = restricted

with approvers as (
    select *,
        list_transform(string_split(coalesce(first_approvers, ''), ','), lambda a: lower(trim(a))) as first_ones,
        list_filter(
            list_transform(string_split(coalesce(second_approvers, ''), ','), lambda a: lower(trim(a))),
            lambda a: a <> ''
        ) as second_ones
    from roles where kind = 'output_port'
)
select product, file, line, format('The role `{}` lets read {} data, and one party approves it.', role, $classification) as message
from approvers
where file in (select file from contract_columns where classification = $classification)
    and len(list_filter(second_ones, lambda a: not list_contains(first_ones, a))) = 0
