-- Output port stock-levels-v1, governed by the contract beside this file.

select
    article_id,
    warehouse_id,
    counted_on,
    cast(quantity_on_hand as bigint) as quantity_on_hand
from {{ ref('int_stock_counts') }}
