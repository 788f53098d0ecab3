select store_id, count(*) as receipts, sum(total_amount) as amount, now() as counted_at
from {{ source('tills', 'receipts') }}
where store_id is not null
group by 1
