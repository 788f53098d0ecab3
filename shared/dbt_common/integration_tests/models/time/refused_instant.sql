select {{ dbt.string_literal(dbt.escape_single_quotes(dbt_common.as_of())) }} as message
