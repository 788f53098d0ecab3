-- All customers together have spent what all receipts of customers up to the run come to.
with

customers as (

    select
        coalesce(sum(total_spent), 0) as total_spent,
        coalesce(sum(receipt_count), 0) as receipt_count
    from {{ ref('customer_spend') }}

),

receipts as (

    select
        coalesce(sum(total_amount), 0) as total_spent,
        count(*) as receipt_count
    from {{ source('store_sales_v1', 'receipts') }}
    where
        customer_id is not null
        and coalesce(sold_at, {{ dbt_common.as_of() }}) <= {{ dbt_common.as_of() }}

)

select
    receipts.total_spent as expected_spent,
    customers.total_spent,
    receipts.receipt_count as expected_count,
    customers.receipt_count
from customers
cross join receipts
where
    customers.total_spent <> receipts.total_spent
    or customers.receipt_count <> receipts.receipt_count
