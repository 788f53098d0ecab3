select
    nullif(orders.order_id, '') as order_id,
    cast(orders.amount / countries.number as decimal(10, 2)) as amount,
    orders.country,
    {{ dbt_common.as_of() }} as updated_at
from {{ ref('int_orders') }} as orders
cross join (select count(*) as number from {{ ref('stg_customers') }}) as countries
