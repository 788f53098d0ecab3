{#- What no test here can run: Spark's and Databricks' SQL, and DuckDB's clock in a session that is
    not in UTC. -#}
{%- set instant = modules.datetime.datetime(2026, 1, 31, 6, 0, 0, 1) -%}
{%- set orders = ('orders', ['customer_id', 'channel'], 'country', 'order_id') -%}
{{ failures([
    ('clock, duckdb', dbt_common.duckdb__as_of(none), "cast(current_timestamp at time zone 'UTC' as timestamp)"),
    ('clock, spark', dbt_common.spark__as_of(none), "cast(current_timestamp() as timestamp)"),
    ('pinned, spark', dbt_common.spark__as_of(instant), "cast('2026-01-31T06:00:00.000001Z' as timestamp)"),
    (
        'days before, spark',
        dbt_common.spark__days_before('ordered_at', 'n + 1'),
        "cast(timestamp_micros(unix_micros(cast(ordered_at as timestamp)) - 86400000000 * (n + 1)) as timestamp)",
    ),
    (
        'whole days between, spark',
        dbt_common.spark__whole_days_between('ordered_at', 'shipped_at'),
        "cast((unix_micros(cast(shipped_at as timestamp)) - unix_micros(cast(ordered_at as timestamp))) div 86400000000 as bigint)",
    ),
    (
        'latest version, spark',
        one_line(dbt_common.spark__latest_version('orders', ['a', 'b'], ['c', 'd'])),
        "( select packed.* from ( select packed, row_number() over ( partition by packed.a, packed.b"
        ~ " order by packed.c desc nulls last, packed.d desc nulls last ) as position_in_key"
        ~ " from (select struct(*) as packed from orders) as packed_rows ) as ranked where position_in_key = 1 )",
    ),
    (
        'latest version, databricks',
        dbt_common.databricks__latest_version('orders', ['a', 'b'], ['c', 'd']),
        dbt_common.duckdb__latest_version('orders', ['a', 'b'], ['c', 'd']),
    ),
    (
        'ratio, spark',
        dbt_common.spark__ratio_rounded('sum(amount)', 'count(*)', 2),
        "cast(round(cast(sum(amount) as decimal(27, 9)) / nullif(cast(count(*) as decimal(27, 9)), 0), 2) as decimal(18, 2))",
    ),
    (
        'pattern found, spark',
        dbt_common.spark__pattern_found('code', "(\\d)'", 1),
        "regexp_extract(code, '(\\\\d)\\'', 1)",
    ),
    (
        'pattern replaced, spark',
        dbt_common.spark__pattern_replaced('code', '[.]', "\\1$"),
        "regexp_replace(code, '[.]', '\\\\\\\\1\\\\$')",
    ),
    ('text parts, spark', dbt_common.spark__text_parts('code', '|'), "split(code, '\\\\|', -1)"),
    ('list length, spark', dbt_common.spark__list_length('codes'), "cast(array_size(codes) as bigint)"),
    ('list element, spark', dbt_common.spark__list_element('codes', 2), "get(codes, cast(2 as int) - 1)"),
    (
        'joined in order, spark',
        dbt_common.spark__joined_in_order('code', ', ', 'position desc'),
        "listagg(code, ', ') within group (order by position desc)",
    ),
    (
        'instant or null, spark',
        dbt_common.spark__instant_or_null('code', '^[0-9]', 'Z'),
        "try_cast(regexp_extract(code, '^[0-9]Z?\\\\z', 0) as timestamp)",
    ),
    (
        'weeks between, spark',
        dbt_common.spark__weeks_between('ordered_at', 'shipped_at'),
        "cast(datediff(date_trunc('week', shipped_at), date_trunc('week', ordered_at)) div 7 as bigint)",
    ),
    ('weekday number, spark', dbt_common.spark__weekday_number('day'), 'cast(weekday(day) + 1 as bigint)'),
    ('weekday name, spark', dbt_common.spark__weekday_name('day'), "date_format(day, 'EEEE')"),
    ('month name, spark', dbt_common.spark__month_name('day'), "date_format(day, 'MMMM')"),
    ('second of minute, spark', dbt_common.spark__second_of_minute('at'), 'cast(second(at) as bigint)'),
    ('decimal rounded, spark', dbt_common.spark__decimal_rounded('share', 3), 'cast(round(share, 3) as decimal(18, 3))'),
    ('latest value, spark', dbt_common.spark__latest_value('country', 'ordered_at'), 'max_by(country, ordered_at)'),
    ('earliest value, spark', dbt_common.spark__earliest_value('country', 'ordered_at'), 'min_by(country, ordered_at)'),
    ('most frequent value, spark', dbt_common.spark__most_frequent_value(*orders), dbt_common.duckdb__most_frequent_value(*orders)),
]) }}
