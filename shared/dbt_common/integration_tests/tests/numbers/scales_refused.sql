{%- set message = 'ERROR: dbt_common.ratio_rounded rounds to 0 to 6 digits; scale is ' -%}
{{ failures([
    ('below', dbt_common.ratio_rounded('a', 'b', -1), message ~ '-1.'),
    ('above', dbt_common.ratio_rounded('a', 'b', 7), message ~ '7.'),
    ('text', dbt_common.average_rounded('a', 'two'), message ~ 'two.'),
]) }}
