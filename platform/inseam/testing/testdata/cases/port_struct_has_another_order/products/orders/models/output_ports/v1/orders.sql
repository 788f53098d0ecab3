select
    order_id,
    struct_pack(city := 'Bergen', street := customer) as address,
    [struct_pack(parcels := 1)] as delivery
from {{ ref('stg_purchases') }}
