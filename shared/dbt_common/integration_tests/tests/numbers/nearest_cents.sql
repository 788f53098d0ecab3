{{ config(enabled=target.type == 'duckdb') }}

{#- No other cent is nearer to a quotient than the one that it is rounded to. -#}
with

numerators as (

    select unnest(range(-3000, 3001, 7)) as cents

),

divisors as (

    select unnest(range(-37, 38)) as divisor

),

quotients as (

    select
        numerators.cents,
        divisors.divisor,
        cast(
            {{ dbt_common.ratio_rounded('cast(cents as decimal(18, 0)) * 0.01', 'divisor') }} * 100
            as bigint
        ) as rounded
    from numerators
    cross join divisors

)

select *
from quotients
where
    case
        when divisor = 0 then rounded is not null
        else rounded is null or 2 * abs(rounded * divisor - cents) > abs(divisor)
    end
