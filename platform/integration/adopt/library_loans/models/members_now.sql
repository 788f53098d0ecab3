select member_id, city from {{ ref('members_over_time') }} where dbt_valid_to is null
