select
    order_id,
    customer_id,
    amount,
    ordered_on
from {{ source('shop_v1', 'orders') }}
-- now() in a comment is none, {# current_date #} either.
where ordered_on < CURRENT_DATE
    and ordered_on < cast('{{ run_started_at }}' as date)
