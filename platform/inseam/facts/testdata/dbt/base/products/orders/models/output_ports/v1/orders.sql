-- Output port orders-v1.
select
    order_id,
    amount,
    {{ dbt_common.as_of() }} as updated_at
from {{ ref('int_orders') }}
where amount > 0
