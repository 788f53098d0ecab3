{# A model of the past: select now() from shop.op_shop_v1.orders {{ ref('nothing') }} #}
select
    order_id,
    customer_id,
    amount,
    ordered_on,
    extract(year from ordered_on) as year, -- {{ "from shop.op_shop_v1.orders" }}
    'now()' as quoted,
    age(ordered_on, date '2025-01-01') as age,
    ordered_on > '2025-01-01' as is_new,
    amount > 3 as is_large
from {{ source("shop_v1", "orders") }}
where ordered_on is distinct from date '2025-01-01'
