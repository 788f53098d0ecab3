{#- The receipts that a run has to write again: lines arrive up to three days late, and what has no
    time may get one any day. Everything, in the first run and with --full-refresh. -#}
{% macro changed_receipts(sold_at) -%}
    {%- if is_incremental() -%}
        (
            {{ sold_at }} is null
            or {{ sold_at }} >= (
                select {{ dbt_common.days_before('max(this_port.sold_at)', 3) }}
                from {{ this }} as this_port
            )
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
