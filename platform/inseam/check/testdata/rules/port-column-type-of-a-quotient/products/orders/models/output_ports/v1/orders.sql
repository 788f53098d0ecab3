select
    order_id,
    amount / 100.0 as amount,
    country,
    {{ dbt_common.as_of() }} as updated_at
from {{ ref('int_orders') }}
