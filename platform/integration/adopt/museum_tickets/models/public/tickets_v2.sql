select ticket_id, sold_at, price as paid, kind from {{ ref('stg_tickets') }}
