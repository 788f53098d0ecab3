select
    id as order_id,
    lower(customer_email) as customer,
    amount,
    remark
from {{ source('shop_v1', 'sales') }}
where not is_deleted
