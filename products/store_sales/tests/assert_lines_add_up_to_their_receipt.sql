-- The total of a receipt is that of its lines; no receipt is without a line, nor a line without a
-- receipt.
with

line_totals as (

    select
        receipt_id,
        coalesce(sum(amount), 0) as total_amount
    from {{ ref('receipt_lines') }}
    group by 1

)

select
    receipts.receipt_id,
    line_totals.receipt_id as line_receipt_id,
    receipts.total_amount,
    line_totals.total_amount as total_of_lines
from {{ ref('receipts') }} as receipts
full outer join line_totals
    on receipts.receipt_id = line_totals.receipt_id
where
    receipts.receipt_id is null
    or line_totals.receipt_id is null
    or receipts.total_amount <> line_totals.total_amount
