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
    ('most frequent value, spark', dbt_common.spark__most_frequent_value(*orders), dbt_common.duckdb__most_frequent_value(*orders)),
]) }}
