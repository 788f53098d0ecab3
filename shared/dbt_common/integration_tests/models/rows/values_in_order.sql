select
    customer_id,
    {{ dbt_common.joined_in_order('country', "'|", 'ordered_at desc nulls last, order_id') }}
        as countries,
    {{ dbt_common.latest_value('country', 'ordered_at') }} as latest_country,
    {{ dbt_common.earliest_value('country', 'ordered_at') }} as earliest_country
from {{ ref('orders') }}
group by 1
