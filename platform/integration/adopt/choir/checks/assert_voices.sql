select * from {{ ref('voices') }} where singers < 1
