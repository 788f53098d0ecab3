-- Output port customer-spend-v1, governed by the contract beside this file.
{% set as_of = dbt_common.as_of() %}

select
    customer_id,
    total_spent,
    receipt_count,
    average_receipt,
    first_purchase_at,
    last_purchase_at,
    {{ dbt_common.whole_days_between('last_purchase_at', as_of) }} as days_since_last_purchase,
    {{ as_of }} as updated_at
from {{ ref('int_customer_spend') }}
