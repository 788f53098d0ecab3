-- In another order.
select
    dbt_valid_from as updated_at,
    country,
    amount,
    order_id
from {{ ref('order_history') }}
where dbt_valid_to is null
