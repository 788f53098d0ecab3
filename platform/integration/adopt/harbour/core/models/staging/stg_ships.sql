with ships as (select * from {{ source('port_authority', 'ships') }})
select imo as ship_id, ship_name, flag, cast(gross_weight as bigint) as gross_weight from ships
