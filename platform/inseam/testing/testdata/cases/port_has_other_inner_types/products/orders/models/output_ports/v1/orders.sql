select
    order_id,
    customer,
    cast(amount as decimal(4, 2)) as amount,
    struct_pack(street := 'Main Street') as address,
    map([customer], [1]) as points,
    [1, 2] as parcels
from {{ ref('stg_purchases') }}
