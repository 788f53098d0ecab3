select loan_id, member_id, cast(lent_at as timestamp) as lent_at, title
from {{ source('loans_system', 'loans') }}
where cast(lent_at as timestamp) <= current_timestamp
