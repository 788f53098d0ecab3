with

latest_counts as (

    select *
    from {{ dbt_common.latest_version(
        ref('stg_stock_counts'), ['article_id', 'warehouse_id'], 'counted_on'
    ) }} as latest

)

select
    article_id,
    cast(sum(quantity_on_hand) as bigint) as quantity_on_hand,
    count(*) as warehouse_count,
    max(counted_on) as last_counted_on
from latest_counts
where quantity_on_hand > 0
group by 1
