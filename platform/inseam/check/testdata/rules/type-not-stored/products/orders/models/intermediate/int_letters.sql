{{ config(materialized='incremental') }}
select * from {{ ref('int_sums') }}
