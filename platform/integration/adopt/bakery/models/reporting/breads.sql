select bread, sum(pieces) as pieces, max(ordered_at) as last_ordered_at from {{ ref('orders') }} group by 1
