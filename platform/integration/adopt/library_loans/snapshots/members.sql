{% snapshot members_over_time %}
{{ config(target_schema='snapshots', unique_key='member_id', strategy='check', check_cols=['city']) }}
select * from {{ source('loans_system', 'members') }}
{% endsnapshot %}
