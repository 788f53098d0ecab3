select
    order_id,
    {{ dbt_common.days_before(dbt_common.as_of(), 30) }} as window_starts_at
from {{ ref('orders') }}
where ordered_at >= {{ dbt_common.days_before(dbt_common.as_of(), 30) }}
