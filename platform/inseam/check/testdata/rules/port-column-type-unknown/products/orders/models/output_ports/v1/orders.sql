select
    order_id,
    amount,
    a_function_of_nobody(country) as country,
    {{ dbt_common.as_of() }} as updated_at
from {{ ref('int_orders') }}
