{{ config(materialized='table', access='public', group='money') }}
select
    ships.ship_id,
    ships.ship_name,
    sum(dues.dues) as dues,
    count(*) as calls
from {{ ref('int_dues') }} as dues
inner join {{ ref('dim_ships') }} as ships on dues.ship_id = ships.ship_id
group by 1, 2
