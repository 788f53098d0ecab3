select
    order_id,
    customer_id,
    amount,
    ordered_on
from shop.op_shop_v1.orders
