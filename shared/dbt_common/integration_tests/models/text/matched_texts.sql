select
    text_id,
    {{ dbt_common.lower_case('text') }} as small_letters,
    {{ dbt_common.pattern_found('text', '[0-9]+') }} as first_digits,
    {{ dbt_common.pattern_found('text', '([a-z])(\\d)', group=2) }} as digit_after_letter,
    {{ dbt_common.pattern_replaced('text', '[.|]', '$0') }} as replaced,
    {{ dbt_common.list_element(dbt_common.text_parts('text', '.'), 2) }} as second_part,
    {{ dbt_common.list_element(dbt_common.text_parts('text', '|'), 'length(text_id)') }}
        as part_in_sql,
    {{ dbt_common.list_length(dbt_common.text_parts('text', '|')) }} as parts
from {{ ref('texts') }}
