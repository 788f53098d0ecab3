-- The department of each article in tests/inputs, month by month: most lines win, among equals the
-- alphabet, and an article of no department has none. They hold at the instant that tests pin.
{{ config(tags=['written_inputs']) }}

with

expected as (

    select *
    from (
        values
        ('2025-11', 'tea', 'Food'),
        ('2025-11', 'cup', 'Home'),
        ('2025-11', 'pot', 'Home'),
        ('2025-12', 'tea', 'Food'),
        ('2025-12', 'cup', 'Home'),
        ('2025-12', 'kettle', null)
    ) as categories (month_text, article_id, article_category)

)

select
    expected.month_text,
    expected.article_id,
    expected.article_category as expected_category,
    pairs.antecedent_category as actual_category
from expected
left join {{ ref('article_pairs_v2') }} as pairs
    on expected.month_text = substring(cast(pairs.month as string), 1, 7)
    and expected.article_id = pairs.antecedent_article_id
where
    {{ dbt_common.as_of() }} = cast('2026-01-31 06:00:00' as timestamp)
    and (
        pairs.month is null
        or coalesce(pairs.antecedent_category, 'none') <> coalesce(
            expected.article_category, 'none'
        )
    )
