select
    g.grower_id,
    g.grower_name,
    count(c.crate_id) as crates,
    sum(c.price_cents) as revenue_cents,
    max(c.picked_on) as last_picked_on,
    current_date as looked_at
from {{ ref('stg_growers') }} as g
left join {{ ref('stg_crates') }} as c using (grower_id)
group by 1, 2
