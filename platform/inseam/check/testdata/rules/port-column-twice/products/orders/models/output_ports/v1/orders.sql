select
    *,
    {{ dbt_common.as_of() }} as updated_at,
    order_id as ORDER_ID
from {{ ref('int_orders') }}
