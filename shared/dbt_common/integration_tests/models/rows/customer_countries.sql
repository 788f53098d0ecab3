select *
from {{ dbt_common.most_frequent_value(
    ref('orders'), 'customer_id', 'country', 'order_id'
) }} as most_frequent
