-- The spend of each customer in tests/inputs, added up by hand. It holds at the instant that tests
-- pin; at any other this test says nothing.
{{ config(tags=['written_inputs']) }}

with

expected as (

    select
        customer_id,
        total_spent,
        receipt_count,
        average_receipt,
        cast(first_purchase_at as timestamp) as first_purchase_at,
        cast(last_purchase_at as timestamp) as last_purchase_at,
        days_since_last_purchase
    from (
        values
        -- several receipts; the last one to the second a day before the run
        ('100', 150.02, 3, 50.01, '2025-01-31 06:00:00', '2026-01-30 06:00:00', 1),
        -- one at the instant of the run, one a second after it, which does not count
        ('200', 12.50, 1, 12.50, '2026-01-31 06:00:00', '2026-01-31 06:00:00', 0),
        -- 300 has bought after the run only, and has no row; receipt 7 is nobody's
        -- a receipt without a time counts; the other one has another offset
        ('400', 20.00, 2, 10.00, '2021-02-28 22:30:00', '2021-02-28 22:30:00', 1797),
        -- no receipt with a time
        ('500', 7.77, 1, 7.77, null, null, null),
        -- a mean of 25.005 is rounded up; a microsecond is missing to a day
        (
            '600', 100.02, 4, 25.01,
            '2026-01-27 06:00:00', '2026-01-30 06:00:00.000001', 0
        )
    ) as figures (
        customer_id,
        total_spent,
        receipt_count,
        average_receipt,
        first_purchase_at,
        last_purchase_at,
        days_since_last_purchase
    )

),

actual as (

    select
        customer_id,
        total_spent,
        receipt_count,
        average_receipt,
        first_purchase_at,
        last_purchase_at,
        days_since_last_purchase
    from {{ ref('customer_spend') }}

)

select *
from {{ dbt_common.differing_rows('expected', 'actual') }} as differing
where {{ dbt_common.as_of() }} = cast('2026-01-31 06:00:00' as timestamp)
