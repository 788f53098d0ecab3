select desk, count(*) as tickets from {{ ref('tickets', v=1) }} group by 1
