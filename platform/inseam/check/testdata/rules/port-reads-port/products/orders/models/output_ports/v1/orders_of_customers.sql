select country
from {{ ref('orders') }}
