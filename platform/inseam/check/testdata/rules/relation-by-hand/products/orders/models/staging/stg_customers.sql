select *
from {{ table_of_the_shop() }}
where customer_id <> ''
