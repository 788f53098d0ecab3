select cast(sold_at as date) as sold_on, count(*) as tickets, sum(paid) as paid
from {{ ref('tickets') }}
group by 1
