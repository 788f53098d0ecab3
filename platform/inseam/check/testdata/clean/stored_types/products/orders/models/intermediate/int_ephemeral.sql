{{ config(materialized='ephemeral') }}
select count_if(amount > 1) as many from {{ ref('int_orders') }}
