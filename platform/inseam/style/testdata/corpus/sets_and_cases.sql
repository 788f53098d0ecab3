{% set statuses = ['open', 'paid'] %}

with

open_orders as (

    select distinct
        customer_id,
        {% for status in statuses %}
            case
                when status = '{{ status }}' and amount >= 1e3 then 'large'
                when status = '{{ status }}' then 'small'
                else '-'
            end as {{ status }}_size,
        {% endfor %}
        date_trunc('month', ordered_at) as month_of_order
    from {{ source('shop_v1', 'purchase') }}
    {% if is_incremental() %}
        where ordered_at > (select max(month_of_order) from {{ this }})
    {% endif %}

),

/* both
   kinds */
people as (

    select customer_id from open_orders
    union all
    select person_id as customer_id from {{ ref('people') }}
    except
    select 7 as customer_id

)

select
    people.customer_id,
    count(*) as order_count,
    count(distinct open_orders.open_size) as size_count,
    max(open_orders.month_of_order) - interval '1 day' as day_before
from people
left join open_orders
    on
        people.customer_id = open_orders.customer_id
        and open_orders.month_of_order < cast('2026-01-31' as date)
group by 1
having count(*) > 1
order by 2 desc, 1 asc
limit 10
