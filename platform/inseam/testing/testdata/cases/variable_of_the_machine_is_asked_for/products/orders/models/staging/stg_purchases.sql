select
    purchase_id as order_id,
    coalesce(customer, '{{ env_var("ORDERS_CUSTOMER") }}') as customer,
    amount,
    bought_at as ordered_at
from {{ source('shop_v1', 'purchase') }}
