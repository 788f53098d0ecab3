select 'a' as order_id -- from shop.op_shop_v1.orders
union all
select order_id
from {{ source('shop_v1', 'orders') }}
inner join "returns_prod"."internal"."returns" using (order_id)
