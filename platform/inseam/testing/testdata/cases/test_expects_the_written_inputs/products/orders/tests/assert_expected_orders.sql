-- Fails on any other rows than the written ones.
{{ config(tags=['written_inputs']) }}

select * from {{ ref('orders') }}
