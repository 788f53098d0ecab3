{# Who has consented is known as of the run: a decision dated later is not in force yet. #}
with

decisions as (

    select *
    from {{ source('tpcds_consents_v1', 'decision') }}
    where
        purpose = 'analytics'
        and decided_at <= {{ dbt_common.as_of() }}

),

latest_decisions as (

    select *
    from {{ dbt_common.latest_version('decisions', 'customer_sk', 'decision_number') }} as latest

)

select cast(customer_sk as string) as customer_id
from latest_decisions
where is_granted
