{{ config(materialized='view') }}
select sum(length(order_id)) as letters from {{ ref('int_orders') }}
