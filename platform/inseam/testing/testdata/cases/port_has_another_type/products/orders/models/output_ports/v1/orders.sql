select
    order_id,
    customer,
    cast(amount as string) as amount,
    ordered_at
from {{ ref('stg_purchases') }}
