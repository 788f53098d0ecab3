select
    order_id,
    {% for status in var('statuses') %}
        status = '{{ status }}' as has_{{ status }},
    {% endfor %}
    '{{ var("region") }}' as region_{{ var('region') }},
    cast('{{ var("first_day") }}' as date) as first_day,
    {{ var('nothing_like_it', 3) }} as days
from {{ ref('purchases') }}
limit {{ var('top_orders:limit') if var.has_var('top_orders:limit') else 'nothing' }}
