select
    {{ the_day() }} as day,
    {{ dbt.current_timestamp() }} as moment
