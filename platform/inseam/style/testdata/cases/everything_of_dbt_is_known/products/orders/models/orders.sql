{{ config(materialized='incremental', unique_key='order_id') }}
{% set statuses = ['open', 'paid'] %}
{% do log('building', info=true) %}
{%- if execute -%}
    {%- set rows = run_query('select 1') -%}
{%- endif %}

select
    order_id,
    {% for status in statuses %}
        count(case when status = '{{ status }}' then 1 end) as {{ status }}_count,
    {% endfor %}
    {{ dbt.dateadd('day', 1, 'ordered_at') }} as due_at,
    cast(amount as {{ dbt.type_numeric() }}) as amount,
    '{{ env_var("REGION", "eu") }}' as region,
    '{{ run_started_at.strftime("%Y-%m-%d") }}' as run_on,
    {{ var('limit', 10) }} as row_limit,
    {{ dbt.right('order_id', 1) }} as last_letter,
    {{ dbt.cast('order_id', dbt.type_string()) }} as order_text,
    {{ dbt.safe_cast('order_id', dbt.type_int()) }} as order_number,
    {{ dbt.current_timestamp() }} as read_at,
    {{ dbt.replace('order_id', "'a'", "'b'") }} as {{ adapter.quote('group') }},
    status as {{ adapter.quote('order') }}
from {{ ref('purchases') }}
{% if is_incremental() %}
    where ordered_at > (select max(due_at) from {{ this }})
{% endif %}
group by order_id, ordered_at, amount
{{ dbt.except() }}
select * from {{ ref('purchases') }}
