{{ config(alias='tickets' ~ var('schema_suffix')) }}
select ticket_id, sold_at, price, kind, 'front' as desk from {{ ref('stg_tickets') }}
