SELECT
    'Zürich 雲' as city, -- größer
    1 as one
from {{ ref('purchases') }}
