select
    order_id,
    {{ dbt_common.days_before('ordered_at', 30) }} as thirty_days_before,
    {{ dbt_common.days_before('ordered_at', -1) }} as a_day_later,
    {{ dbt_common.days_before('ordered_at', 'length(channel) + 1') }} as days_in_sql_before
from {{ ref('orders') }}
