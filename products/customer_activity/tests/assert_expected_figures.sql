-- The figures of each organization in tests/inputs, worked out from those rows without this
-- product's SQL. They hold at the instant that tests pin; at any other this test says nothing.
{{ config(tags=['written_inputs']) }}

with

expected as (

    select
        organization_id,
        organization_vanity_url,
        organization_created_by,
        cast(organization_created_at as timestamp) as organization_created_at,
        users_total,
        users_added_30d,
        cast(users_last_signed_up_at as timestamp) as users_last_signed_up_at,
        dataproducts_total,
        dataproducts_added_30d,
        dataproducts_outputports_total,
        with_datacontract_percentage,
        with_testresults_percentage,
        cast(dataproducts_last_updated_at as timestamp) as dataproducts_last_updated_at,
        assets_total,
        data_platform
    from (
        values
        -- Nordwind Logistik GmbH: the 30 days to the second; ports of a deleted product; contracts
        -- that changed status
        (
            'f842da82-d17a-4def-837e-b5fdd6544d99', 'nordwind-logistik',
            'inga.petersen@nordwind.example.com', '2024-03-15 10:00:00',
            10, 2, '2026-01-20 13:05:09.250000',
            5, 1, 5, 40.0, 40.0, '2026-01-28 17:45:00',
            6, 'databricks'
        ),
        -- Zürcher Käse AG: a tie of platforms with more ports on one side; unicode; changes of the
        -- clock
        (
            'c6cf8b31-1274-45a9-be1c-ccb1e8f300f4', 'zuercher-kaese',
            'urs.müller@kaese.example.org', '2025-03-30 00:59:59',
            3, 0, '2025-10-26 01:30:00',
            4, 0, 6, 33.3333, 16.6667, '2025-04-04 08:00:00',
            1, 'bigquery'
        ),
        -- Quiet Harbor: nothing at all
        (
            '28c1a303-ab3b-469e-8368-904d2012a683', null,
            null, '2026-01-12 16:40:00',
            0, 0, null,
            0, 0, 0, 0.0, 0.0, null,
            0, null
        ),
        -- Phoenix Retail: everything deleted once, and restored
        (
            '48510b3d-eac2-4c2a-aaa0-a916cdfd18dd', 'phoenix',
            'dana@phoenix.example.com', '2024-11-02 05:30:00',
            2, 0, '2025-11-02 06:30:00',
            1, 0, 1, 100.0, 100.0, '2025-11-03 08:00:00',
            0, 'bigquery'
        ),
        -- Ghost Kitchens: everybody has left
        (
            'dadb2a5c-6de8-438a-8aba-0c938920fb9b', 'ghost-kitchens',
            'lee@ghost.example.com', '2025-05-20 12:00:00',
            0, 0, null,
            0, 0, 0, 0.0, 0.0, null,
            0, null
        ),
        -- Fjord Energi: products, but no port that counts
        (
            '667aa4e5-0acf-4a59-b8e3-042eb5a7d569', 'fjord-energi',
            null, '2025-01-13 07:00:00',
            1, 0, '2025-01-13 07:00:00',
            2, 0, 0, 0.0, 0.0, '2025-12-19 07:00:00',
            0, null
        ),
        -- Hazel & Sons: every way a contract can count or not
        (
            'd62138df-cc83-444e-b666-397b3c1d7d47', 'hazel-and-sons',
            'o''brien@hazel.example.com', '2024-12-01 00:00:00',
            1, 0, '2024-12-01 00:00:00',
            1, 0, 12, 33.3333, 0.0, '2025-01-14 00:00:00',
            0, 'postgres'
        ),
        -- Iris Labs: every way a port can be tested or not
        (
            '559ab60c-77b3-4bff-ab51-b39a063edeef', 'iris-labs',
            'iris@iris.example.org', '2025-06-15 10:00:00',
            2, 1, '2026-01-25 10:00:00',
            2, 1, 3, 66.6667, 33.3333, '2026-01-31 06:00:00',
            0, 'kafka'
        ),
        -- Jade Health: versions 9 and 10; all hundred per cent
        (
            '7ca8f2b9-4cac-4dc6-bb33-eab4ae7226bb', 'jade-health',
            'jade@jade.example.com', '2023-04-01 00:00:00',
            1, 0, '2023-04-01 00:00:00',
            1, 0, 1, 100.0, 100.0, '2024-05-01 00:00:00',
            0, 'fabric'
        ),
        -- 雲クラウド株式会社: port types unknown but one
        (
            'a7f9f06e-e022-419f-9690-dce8d23c10ba', 'kumo',
            'hana@kumo.example.com', '2025-08-08 08:08:08',
            2, 0, '2025-08-09 08:08:08',
            3, 0, 3, 0.0, 0.0, '2025-08-12 00:00:00',
            0, 'trino'
        ),
        -- Lumen Media: several memberships of one person; a blank port type
        (
            'c901cd98-7ddd-469c-9754-8835669a84dc', 'lumen',
            'vera@lumen.example.org', '2025-07-07 07:07:07',
            4, 1, '2026-01-18 07:00:00',
            1, 0, 1, 0.0, 0.0, '2025-07-08 07:00:00',
            2, null
        ),
        -- Meridian Freight: the clock of the source runs ahead
        (
            'fbcc44f9-211d-44e5-9efc-2b9920106451', 'meridian',
            'ravi@meridian.example.com', '2026-01-30 18:30:00',
            1, 0, null,
            1, 0, 1, 0.0, 0.0, null,
            0, 'clickhouse'
        ),
        -- Orchard Bank: larger numbers
        (
            '1e6e82c3-85e0-4668-86ea-b00b28267d1b', 'orchard-bank',
            'amira@orchard.example.com', '2023-09-01 09:00:00',
            22, 4, '2026-01-17 23:24:26',
            9, 2, 11, 54.5455, 36.3636, '2026-01-18 09:00:00',
            14, 'snowflake'
        ),
        -- Pine Robotics: assets only; a vanity URL given up
        (
            '9a2db329-ce37-43be-9e07-b37f48150a4f', null,
            'joao@pine.example.com', '2025-10-10 10:10:10',
            0, 0, null,
            0, 0, 0, 0.0, 0.0, null,
            3, null
        )
    ) as figures (
        organization_id,
        organization_vanity_url,
        organization_created_by,
        organization_created_at,
        users_total,
        users_added_30d,
        users_last_signed_up_at,
        dataproducts_total,
        dataproducts_added_30d,
        dataproducts_outputports_total,
        with_datacontract_percentage,
        with_testresults_percentage,
        dataproducts_last_updated_at,
        assets_total,
        data_platform
    )

),

actual as (

    select
        organization_id,
        organization_vanity_url,
        organization_created_by,
        organization_created_at,
        users_total,
        users_added_30d,
        users_last_signed_up_at,
        dataproducts_total,
        dataproducts_added_30d,
        dataproducts_outputports_total,
        round(dataproducts_outputports_with_datacontract_percentage, 4)
            as with_datacontract_percentage,
        round(dataproducts_outputports_with_testresults_percentage, 4)
            as with_testresults_percentage,
        dataproducts_last_updated_at,
        assets_total,
        data_platform
    from {{ ref('customer_activity') }}

)

select *
from {{ dbt_common.differing_rows('expected', 'actual') }} as differing
where {{ dbt_common.as_of() }} = cast('2026-01-31 06:00:00' as timestamp)
