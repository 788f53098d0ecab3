select * from {{ ref('crates') }} where price <= 0
