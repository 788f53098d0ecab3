{{ config(tags=['full_load']) }}
select count(*) as orders
from {{ ref('orders') }}
having count(*) < 1000000
