select order_id, sum(amount) as amount from {{ ref('stg_lines') }} group by 1
