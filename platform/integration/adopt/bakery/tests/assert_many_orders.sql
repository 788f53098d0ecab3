{{ config(tags=['needs_full_load']) }}
select 1 as missing where (select count(*) from {{ ref('orders') }}) < 100000
