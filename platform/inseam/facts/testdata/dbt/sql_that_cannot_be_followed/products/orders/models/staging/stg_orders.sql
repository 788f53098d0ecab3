select order_id, nobody, customers.anything, created_at, amount
from {{ source('shop_v1', 'orders') }} as orders
cross join {{ source('shop_v1', 'customers') }} as customers
