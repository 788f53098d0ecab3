{{ config(materialized='incremental', unique_key='order_id', incremental_strategy='delete+insert', post_hook="select 1") }}
select order_id, bread, pieces, price, ordered_at, pieces * price as total from {{ ref('stg_orders') }}
