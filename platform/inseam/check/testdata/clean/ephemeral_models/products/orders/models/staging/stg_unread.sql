{{ config(materialized='ephemeral') }}
select * from {{ source('shop_v1', 'orders') }}
