select
    measure_id,
    {{ dbt_common.decimal_rounded('measure') }} as measure_in_cents,
    {{ dbt_common.decimal_rounded('measure', 0) }} as whole_measure,
    {{ dbt_common.decimal_rounded('measure', scale=6) }} as fine_measure
from {{ ref('measures') }}
