{%- set message = 'ERROR: dbt_common.most_frequent_value cannot group by a column named value: '
    ~ 'the result has a column of that name.' -%}
{{ failures([
    ('one column', dbt_common.most_frequent_value('orders', 'value', 'country', 'order_id'), message),
    ('several', dbt_common.most_frequent_value('orders', ['customer_id', 'VALUE'], 'country', 'order_id'), message),
]) }}
