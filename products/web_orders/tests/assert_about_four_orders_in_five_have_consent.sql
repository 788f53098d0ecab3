-- The contract says "about four in five"; far from it, the consents that were read are broken.
with

shares as (

    select
        (select count(*) from {{ ref('orders') }}) as offered,
        (
            select count(*)
            from {{ ref('int_order_headers') }}
            where sold_timestamp >= {{ dbt_common.days_before(dbt_common.as_of(), 5 * 365 + 1) }}
        ) as sold

)

select *
from shares
where offered not between 0.7 * sold and 0.9 * sold
