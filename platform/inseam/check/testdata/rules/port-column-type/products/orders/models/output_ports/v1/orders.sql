select
    order_id,
    cast(amount as decimal(18, 2)) as amount,
    country,
    cast({{ dbt_common.as_of() }} as date) as updated_at
from {{ ref('int_orders') }}
