-- An alias on a line of its own is not a mistake where no column is missed.
select
    order_id,
    amount,
    int_orders.country
    country,
    {{ dbt_common.as_of() }}
        updated_at
from {{ ref('int_orders') }}
