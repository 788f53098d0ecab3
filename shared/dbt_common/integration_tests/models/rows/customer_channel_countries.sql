with placed as (
    select * from {{ ref('orders') }}
    where ordered_at is not null
)

select *
from {{ dbt_common.most_frequent_value(
    'placed', ['customer_id', 'channel'], 'country', 'order_id'
) }} as most_frequent
