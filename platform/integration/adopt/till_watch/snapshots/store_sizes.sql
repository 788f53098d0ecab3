{% snapshot store_sizes %}
{{ config(target_schema='history', unique_key='store_id', strategy='check', check_cols=['receipts']) }}
select store_id, receipts from {{ ref('receipts_by_store') }}
{% endsnapshot %}
