{#- Duplicates do not count, as EXCEPT compares sets. -#}
{%- macro differing_rows(expected, actual) -%}
(
    select
        'expected' as side,
        missing_or_wrong.*
    from (
        select * from {{ expected }}
        except
        select * from {{ actual }}
    ) as missing_or_wrong
    union all
    select
        'actual' as side,
        not_expected.*
    from (
        select * from {{ actual }}
        except
        select * from {{ expected }}
    ) as not_expected
)
{%- endmacro -%}
