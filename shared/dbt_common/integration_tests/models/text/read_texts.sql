select
    text_id,
    {{ dbt_common.whole_number_or_null('text') }} as whole_number,
    {{ dbt_common.decimal_or_null('text') }} as amount,
    {{ dbt_common.decimal_or_null('text', scale=4) }} as fine_amount,
    {{ dbt_common.date_or_null('text') }} as day,
    {{ dbt_common.instant_or_null('text') }} as instant
from {{ ref('texts') }}
