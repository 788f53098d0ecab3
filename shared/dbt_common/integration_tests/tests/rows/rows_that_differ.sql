-- One row is only expected, one is only there. The others are equal, NULL among them, whatever
-- their number.
with

expected as (

    select * from (values (1, 'a'), (2, null), (3, 'c')) as numbered (id, letter)

),

actual as (

    select * from (values (1, 'a'), (1, 'a'), (2, null), (3, 'd')) as numbered (id, letter)

),

differing as (

    select side || ' ' || id || letter as found
    from {{ dbt_common.differing_rows('expected', 'actual') }} as differing_rows

),

wanted as (

    select * from (values ('expected 3c'), ('actual 3d')) as told (found)

)

select coalesce(differing.found, wanted.found) as found
from differing
full outer join wanted on differing.found = wanted.found
where differing.found is null or wanted.found is null
