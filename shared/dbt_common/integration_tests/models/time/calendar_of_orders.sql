select
    order_id,
    {{ dbt_common.weekday_number('ordered_at') }} as weekday_number,
    {{ dbt_common.weekday_name('ordered_at') }} as weekday_name,
    {{ dbt_common.month_name('cast(ordered_at as date)') }} as month_name,
    {{ dbt_common.second_of_minute('ordered_at') }} as second_of_minute,
    {{ dbt_common.weeks_between("cast('2024-01-01' as date)", 'ordered_at') }} as weeks_since,
    {{ dbt_common.weeks_between('ordered_at', "cast('2024-01-01 10:00:00' as timestamp)") }}
        as weeks_until
from {{ ref('orders') }}
