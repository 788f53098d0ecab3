{# Five years of 365 days and the one leap day that five years have at least. #}
{% set retention_start = dbt_common.days_before(dbt_common.as_of(), 5 * 365 + 1) %}

with

orders as (

    select * from {{ ref('int_order_headers') }}

),

consenting_customers as (

    select * from {{ ref('stg_consenting_customers') }}

)

select orders.*
from orders
inner join consenting_customers
    on orders.billing_customer_id = consenting_customers.customer_id
where orders.sold_timestamp >= {{ retention_start }}
