-- Times of some rows of tests/inputs that tell whether offsets are applied: around changes of the
-- clock in Zürich and New York, across midnight and the turn of the year. They hold for those rows
-- and at the instant that tests pin; at any other this test says nothing.
{{ config(tags=['written_inputs']) }}

with

expected as (

    select
        what,
        id,
        version,
        cast(time_utc as timestamp) as time_utc
    from (
        values
        -- Zürich, clocks go forward: the last second before, the first after
        ('organization created', 'c6cf8b31-1274-45a9-be1c-ccb1e8f300f4', 1, '2025-03-30 00:59:59'),
        ('member created', '0de80e8d-391d-4e1e-9e0d-7eec5f0c101f', 1, '2025-03-30 01:00:00'),
        -- Zürich, clocks go back: 02:30 twice
        ('member created', '390d810f-9248-4b45-abce-2d0f4b590c8d', 1, '2025-10-26 00:30:00'),
        ('member created', 'c185641c-925a-483c-8dd2-36cce5835ace', 1, '2025-10-26 01:30:00'),
        -- New York, clocks go back: 01:30 twice
        ('member created', 'ecb24cf7-8d79-45b9-ba96-1eda689780f0', 1, '2025-11-02 05:30:00'),
        ('member created', '776d1f08-70ff-4473-83f2-4296c7295ba4', 1, '2025-11-02 06:30:00'),
        -- 30 days before the run, and one second more
        ('member created', 'c9f4fc8b-2a92-4d1c-aacf-0ae44b56814c', 1, '2026-01-01 06:00:00'),
        ('member created', 'ec874b2a-50e1-418f-800a-c2f431a94ee3', 1, '2026-01-01 05:59:59'),
        -- the next year already, in Mumbai
        ('organization deleted', '04b4aeff-d5c9-4813-bae8-610fc8181f27', 2, '2025-12-31 23:59:59')
    ) as times (what, id, version, time_utc)

),

actual as (

    select
        'organization created' as what,
        organization_id as id,
        version,
        created_at as time_utc
    from {{ ref('organization') }}
    union all
    select
        'organization deleted' as what,
        organization_id as id,
        version,
        deleted_at as time_utc
    from {{ ref('organization') }}
    union all
    select
        'member created' as what,
        organization_member_id as id,
        version,
        created_at as time_utc
    from {{ ref('organization_member') }}

)

select
    expected.what,
    expected.id,
    expected.time_utc as expected_time,
    actual.time_utc as actual_time
from expected
left join actual
    on expected.what = actual.what
    and expected.id = actual.id
    and expected.version = actual.version
where
    {{ dbt_common.as_of() }} = cast('2026-01-31 06:00:00' as timestamp)
    and (actual.time_utc is null or actual.time_utc <> expected.time_utc)
