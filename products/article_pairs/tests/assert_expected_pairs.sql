-- The pairs of the orders in tests/inputs, counted by hand. They hold at the instant that tests
-- pin; at any other this test says nothing.
{{ config(tags=['written_inputs']) }}

with

expected as (

    select
        scope,
        one_article,
        other_article,
        orders_together,
        support,
        confidence,
        lift
    from (
        values
        -- of nine orders, one of them without lines: tea 5, cup 6, pot 2, kettle 3
        ('v1', 'cup', 'kettle', 2, 0.2222, 0.3333, 1.0),
        ('v1', 'cup', 'pot', 1, 0.1111, 0.1667, 0.75),
        ('v1', 'cup', 'tea', 4, 0.4444, 0.6667, 1.2),
        ('v1', 'pot', 'tea', 2, 0.2222, 1.0, 1.8),
        -- November: three orders, the last one a microsecond before it ends
        ('2025-11', 'tea', 'cup', 2, 0.6667, 0.6667, 1.0),
        ('2025-11', 'cup', 'tea', 2, 0.6667, 1.0, 1.0),
        ('2025-11', 'tea', 'pot', 2, 0.6667, 0.6667, 1.0),
        ('2025-11', 'pot', 'tea', 2, 0.6667, 1.0, 1.0),
        -- December: four orders, the first one at its first instant
        ('2025-12', 'tea', 'cup', 2, 0.5, 1.0, 1.0),
        ('2025-12', 'cup', 'tea', 2, 0.5, 0.5, 1.0),
        ('2025-12', 'cup', 'kettle', 2, 0.5, 0.5, 1.0),
        ('2025-12', 'kettle', 'cup', 2, 0.5, 1.0, 1.0)
    ) as pairs (scope, one_article, other_article, orders_together, support, confidence, lift)

),

actual as (

    select
        'v1' as scope,
        first_article_id as one_article,
        second_article_id as other_article,
        orders_together,
        round(support, 4) as support,
        round(confidence_first_to_second, 4) as confidence,
        round(lift, 4) as lift
    from {{ ref('article_pairs') }}
    union all
    select
        substring(cast(month as string), 1, 7) as scope,
        antecedent_article_id as one_article,
        consequent_article_id as other_article,
        orders_together,
        round(support, 4) as support,
        round(confidence, 4) as confidence,
        round(lift, 4) as lift
    from {{ ref('article_pairs_v2') }}

)

select *
from {{ dbt_common.differing_rows('expected', 'actual') }} as differing
where {{ dbt_common.as_of() }} = cast('2026-01-31 06:00:00' as timestamp)
