-- All rows carry the same updated_at: the instant all figures are as of.
select count(distinct updated_at) as run_count
from {{ ref('customer_activity') }}
having count(distinct updated_at) > 1
