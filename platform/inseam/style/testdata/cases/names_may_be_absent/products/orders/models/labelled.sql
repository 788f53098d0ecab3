select
    order_id,
    '{{ label | default("none") }}' as label{% if extra is defined %},
    {{ extra.nothing.like.it }} as extra
{% endif %}
from {{ ref('purchases') }}
