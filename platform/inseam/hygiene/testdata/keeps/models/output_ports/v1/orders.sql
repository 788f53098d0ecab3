select o.order_id, a.amount from {{ ref('stg_orders') }} as o left join {{ ref('int_amounts') }} as a on o.order_id = a.order_id
