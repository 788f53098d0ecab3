{{ config(materialized='incremental', incremental_strategy='insert_by_period', unique_key='order_id') }}
select * from {{ ref('stg_orders') }}
