select
    order_id,
    amount,
    upper(country) as contry,
    {{ dbt_common.as_of() }} as updated_at
from {{ ref('int_orders') }}
