select
    {{ dbt_common.as_of() }} as run_at,
    abs({{ micros(dbt_common.as_of()) }} - {{ micros('current_timestamp') }}) < 60000000 as is_now
