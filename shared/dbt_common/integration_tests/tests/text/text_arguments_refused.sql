{{ failures([
    (
        'group',
        dbt_common.pattern_found('text', 'a', -1),
        "ERROR: dbt_common.pattern_found takes a group from 0 to 9, not '-1'.",
    ),
    (
        'separator',
        dbt_common.text_parts('text', ''),
        "ERROR: dbt_common.text_parts takes a text of one character or more as the separator, not ''.",
    ),
    (
        'position',
        dbt_common.list_element('list', 0),
        "ERROR: dbt_common.list_element counts from 1; position is '0'.",
    ),
    (
        'scale of a text',
        dbt_common.decimal_or_null('text', 10),
        "ERROR: dbt_common.decimal_or_null has 0 to 9 digits after the point; scale is 10.",
    ),
    (
        'scale of a number',
        dbt_common.decimal_rounded('number', -1),
        "ERROR: dbt_common.decimal_rounded rounds to 0 to 9 digits; scale is -1.",
    ),
]) }}
