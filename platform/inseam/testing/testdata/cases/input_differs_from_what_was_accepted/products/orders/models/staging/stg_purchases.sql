select
    purchase_id as order_id,
    customer,
    upper(amount) || coupon as amount,
    bought_at as ordered_at
from {{ source('shop_v1', 'purchase') }}
