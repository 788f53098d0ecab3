-- No line of a receipt of the past six months is about a listed article.
select
    shelf_warmers.article_id,
    receipt_lines.sold_at
from {{ ref('shelf_warmers') }} as shelf_warmers
inner join {{ source('store_sales_v1', 'receipt_lines') }} as receipt_lines
    on shelf_warmers.article_id = receipt_lines.article_id
where
    receipt_lines.sold_at <= {{ dbt_common.as_of() }}
    and receipt_lines.sold_at >= {{ dbt_common.days_before(dbt_common.as_of(), 183) }}
