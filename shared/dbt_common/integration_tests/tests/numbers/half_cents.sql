{{ config(enabled=target.type == 'duckdb') }}

{#- Every half cent from -100 to 100, at 20,000 and where binary numbers have no cents any more, as
    a quotient, a mean and a median: in whole numbers the answer is the next cent away from zero. -#}
with

numbers as (

    select unnest(range(-10000, 10000)) as cents
    union all
    select unnest(range(1999000, 2001000)) as cents
    union all
    select unnest(range(-100000000000001000, -100000000000000000)) as cents

),

half_cents as (

    select
        cents,
        cast(cents as decimal(20, 0)) * 0.01 as lower,
        (cast(cents as decimal(20, 0)) + 1) * 0.01 as higher,
        cast(case when cents < 0 then cents else cents + 1 end as decimal(20, 0)) * 0.01 as expected
    from numbers

),

quotients as (

    select
        cents,
        expected,
        {{ dbt_common.ratio_rounded('(lower + higher)', 2) }} as of_two,
        {{ dbt_common.ratio_rounded('(lower + higher) * 6', 12) }} as of_twelve,
        {{ dbt_common.ratio_rounded('-(lower + higher) * 6', '-12.0') }} as of_negatives
    from half_cents

),

amounts as (

    select
        cents,
        lower as amount
    from half_cents
    union all
    select
        cents,
        higher as amount
    from half_cents

),

groups_of_two as (

    select
        cents,
        {{ dbt_common.average_rounded('amount') }} as average_amount,
        {{ dbt_common.median_rounded('amount') }} as median_amount
    from amounts
    group by 1

)

select
    quotients.*,
    groups_of_two.average_amount,
    groups_of_two.median_amount
from quotients
inner join groups_of_two
    on quotients.cents = groups_of_two.cents
where
    quotients.of_two is distinct from quotients.expected
    or quotients.of_twelve is distinct from quotients.expected
    or quotients.of_negatives is distinct from quotients.expected
    or groups_of_two.average_amount is distinct from quotients.expected
    or groups_of_two.median_amount is distinct from quotients.expected
