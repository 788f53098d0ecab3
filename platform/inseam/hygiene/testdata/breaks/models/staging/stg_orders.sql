select o.order_id from {{ source('shop_v1', 'orders') }} as o left join {{ source('shop_v1', 'lines') }} as l on o.order_id = l.order_id
