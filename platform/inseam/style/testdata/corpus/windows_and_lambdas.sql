with

ranked as (

    select
        order_id,
        customer_id,
        row_number() over (
            partition by customer_id
            order by ordered_at desc nulls last, order_id asc
        ) as position_of_customer,
        sum(amount) filter (where not cancelled) over (
            order by ordered_at
            rows between unbounded preceding and current row
        ) as amount_so_far,
        list_transform(tags, tag -> lower(trim(tag))) as tags
    from {{ ref('purchases') }}
    qualify row_number() over (partition by order_id order by version desc) = 1

)

select
    order_id,
    position_of_customer, -- 1 is the latest
    amount_so_far::double as amount_so_far,
    tags[1] as first_tag,
    (position_of_customer = 1) is true as is_latest,
    -position_of_customer - -1 as negative,
    'It''s -- no comment, select /* nor */ this' as quoted,
    "Order Id" as spaced
from ranked
where
    amount_so_far between 1 and 2 * (3 + 4)
    and (order_id not in (1, 2, 3) or order_id is null)
    and not (tags is null and position_of_customer <> 2)
