{{ config(materialized='ephemeral') }}
select order_id, bread, pieces, cast(price as decimal(8, 2)) as price, cast(ordered_at as timestamp) as ordered_at
from {{ source('till', 'orders') }}
where bread <> '{{ var("not_sold") }}'
