{{ config(materialized='incremental', grants={'select': ['readers']}) }}
select loan_id, member_id, lent_at, title from {{ ref('stg_loans') }}
{% if is_incremental() %}
where lent_at > (select max(lent_at) from {{ this }})
{% endif %}
