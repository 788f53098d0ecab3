select ticket_id, sold_at, cast(price as decimal(10, 2)) as price, kind from {{ ref('raw_tickets') }}
