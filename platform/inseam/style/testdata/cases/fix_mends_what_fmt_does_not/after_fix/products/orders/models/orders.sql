with

purchases as (

    select * from {{ source('shop_v1', 'purchase') }}

)

select
    purchase_id,
    case when amount > 0 then amount end as amount
from purchases
where cancelled_at is null
