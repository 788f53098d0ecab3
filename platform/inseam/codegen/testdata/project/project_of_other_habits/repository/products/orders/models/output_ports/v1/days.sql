{{ config(
    materialized='incremental',
    unique_key='order',
) }}
select 1
