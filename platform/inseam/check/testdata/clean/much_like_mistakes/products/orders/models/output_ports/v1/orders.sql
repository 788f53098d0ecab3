-- In another order, and in another letter case.
select
    dbt_valid_from as UPDATED_AT,
    country,
    amount,
    order_id
from {{ ref('order_history') }}
where dbt_valid_to is null
