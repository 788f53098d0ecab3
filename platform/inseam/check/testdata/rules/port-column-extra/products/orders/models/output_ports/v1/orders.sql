select
    order_id,
    amount,
    country,
    {{ dbt_common.as_of() }} as updated_at,
    1 as one_more
from {{ ref('int_orders') }}
