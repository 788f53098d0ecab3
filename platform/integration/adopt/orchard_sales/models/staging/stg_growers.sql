with source as (
    select * from {{ ref('raw_growers') }}
)
select id as grower_id, grower_name, joined as joined_on from source
