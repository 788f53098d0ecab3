-- The articles of tests/inputs that must be listed, found by hand. They hold at the instant that
-- tests pin; at any other this test says nothing.
{{ config(tags=['written_inputs']) }}

with

expected as (

    select
        article_id,
        article_name,
        article_category,
        quantity_on_hand,
        warehouse_count,
        cast(last_counted_on as date) as last_counted_on,
        cast(last_sold_at as timestamp) as last_sold_at,
        days_since_last_sale
    from (
        values
        -- sold a year ago; two warehouses; its name and department have changed
        (
            'fondue-set', 'Fondue set for six', 'Kitchen', 40, 2,
            '2026-01-29', '2025-01-31 06:00:00', 365
        ),
        -- never sold; the last count failed; of no department
        ('sundial', 'Sundial', null, 7, 1, '2026-01-22', null, null),
        -- sold at a time that the till lost; none in the second warehouse
        ('gramophone', 'Gramophone', 'Music', 1, 1, '2026-01-29', null, null),
        -- sold a second more than 183 days ago, and tomorrow
        ('parasol', 'Parasol', 'Garden', 5, 1, '2026-01-29', '2025-08-01 05:59:59', 183)
        -- not listed: the teapot sold yesterday, the abacus is out of stock, the sledge sold
        -- 183 days ago to the second, the lantern is counted next week, the quill was never there
    ) as shelf_warmers (
        article_id,
        article_name,
        article_category,
        quantity_on_hand,
        warehouse_count,
        last_counted_on,
        last_sold_at,
        days_since_last_sale
    )

),

actual as (

    select
        article_id,
        article_name,
        article_category,
        quantity_on_hand,
        warehouse_count,
        last_counted_on,
        last_sold_at,
        days_since_last_sale
    from {{ ref('shelf_warmers') }}

)

select *
from {{ dbt_common.differing_rows('expected', 'actual') }} as differing
where {{ dbt_common.as_of() }} = cast('2026-01-31 06:00:00' as timestamp)
