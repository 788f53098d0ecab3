{{ config(materialized='ephemeral') }}
select country, region from {{ ref('regions') }}
