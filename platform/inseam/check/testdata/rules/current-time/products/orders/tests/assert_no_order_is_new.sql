select order_id
from {{ ref('stg_orders') }}
where age(ordered_on) < interval 1 day
