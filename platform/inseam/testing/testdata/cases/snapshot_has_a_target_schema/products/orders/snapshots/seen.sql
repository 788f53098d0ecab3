{% snapshot purchases_seen %}
{{ config(target_schema='history', strategy='check', check_cols=['amount'], unique_key='order_id') }}
select * from {{ ref('stg_purchases') }}
{% endsnapshot %}
