{% snapshot orders_history %}
{{ config(strategy='check', check_cols='all', unique_key='order_id') }}
select order_id from {{ ref('stg_orders') }}
{% endsnapshot %}
