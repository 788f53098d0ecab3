-- Nobody's order is offered whose last word about analytics was no, or who never said a word.
-- Worked out from the decisions themselves, not from this product's model of them.
with

decisions as (

    select
        cast(customer_sk as string) as customer_id,
        decision_number,
        is_granted
    from {{ source('tpcds_consents_v1', 'decision') }}
    where
        purpose = 'analytics'
        and decided_at <= {{ dbt_common.as_of() }}

),

last_words as (

    select
        customer_id,
        max(decision_number) as decision_number
    from decisions
    group by 1

)

select
    orders.order_id,
    orders.billing_customer_id
from {{ ref('orders') }} as orders
left join last_words
    on orders.billing_customer_id = last_words.customer_id
left join decisions
    on last_words.customer_id = decisions.customer_id
    and last_words.decision_number = decisions.decision_number
where
    decisions.is_granted is null
    or not decisions.is_granted
