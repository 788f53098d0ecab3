"""By the SQL reference of Databricks: no engine is here to ask."""

from __future__ import annotations

import pytest

from inseam.sql.analyse import analyse_query
from inseam.sql.schema import Column, Relation

T = Relation(
    ("c", "s", "t"),
    (
        Column("i", "INT", nullable=False),
        Column("b", "BIGINT"),
        Column("d", "DECIMAL(10,2)"),
        Column("x", "DOUBLE"),
        Column("s", "STRING"),
        Column("day", "DATE"),
        Column("at", "TIMESTAMP"),
        Column("l", "ARRAY<STRING>"),
        Column("m", "MAP<STRING, INT>"),
        Column("st", "STRUCT<a: INT, b: STRING>"),
    ),
)
TYPES = {
    "1": "INT",
    "3000000000": "BIGINT",
    "1.50": "DECIMAL(3,2)",
    "1e3": "DOUBLE",
    "i + b": "BIGINT",
    "i / 2": "DOUBLE",
    "d + 1": "DECIMAL(11,2)",
    "d + d": "DECIMAL(11,2)",
    "d * d": "DECIMAL(21,4)",
    "d / d": "DECIMAL(23,13)",
    "d * x": "DOUBLE",
    "sum(i)": "BIGINT",
    "sum(d)": "DECIMAL(20,2)",
    "avg(d)": "DECIMAL(14,6)",
    "avg(i)": "DOUBLE",
    "count(*)": "BIGINT",
    "sum(cast(i as tinyint))": "BIGINT",
    "sum(b)": "BIGINT",
    "sum(x)": "DOUBLE",
    "avg(x)": "DOUBLE",
    "bit_and(cast(i as smallint))": "SMALLINT",
    "bit_or(b)": "BIGINT",
    "median(d)": "DOUBLE",
    "percentile(i, array(0.1, 0.5))": "ARRAY<DOUBLE>",
    "percentile_disc(0.5) within group (order by i)": "DOUBLE",
    "percentile_approx(i, 0.5)": "INT",
    "array(i, b)[0]": "BIGINT",
    "_metadata.file_path": "STRING",
    "t._metadata.file_size": "BIGINT",
    "coalesce(d, 0)": "DECIMAL(12,2)",
    "case when i > 1 then i else b end": "BIGINT",
    "case when i > 1 then 'a' end": "STRING",
    "cast(d as string)": "STRING",
    "cast(s as timestamp)": "TIMESTAMP",
    "cast(s as timestamp_ntz)": "TIMESTAMP_NTZ",
    "date_trunc('month', day)": "TIMESTAMP",
    "trunc(day, 'MM')": "DATE",
    "datediff(day, day)": "INT",
    "datediff(week, day, at)": "BIGINT",
    "date_diff(hour, at, at)": "BIGINT",
    "timestampdiff(minute, at, at)": "BIGINT",
    "i div 2": "BIGINT",
    "d div i": "BIGINT",
    "decode(s, 'a', 1, 2)": "INT",
    "decode(s, 'a', i, 'b', b)": "BIGINT",
    "decode(encode(s, 'utf-8'), 'utf-8')": "STRING",
    "nvl2(s, i, b)": "BIGINT",
    "crc32(s)": "BIGINT",
    "date_add(day, 1)": "DATE",
    "day + 1": "DATE",
    "at + interval 1 day": "TIMESTAMP",
    "year(day)": "INT",
    "current_timestamp()": "TIMESTAMP",
    "current_date": "DATE",
    "concat(s, '-', i)": "STRING",
    "s || i": "STRING",
    "split(s, ',')": "ARRAY<STRING>",
    "l[0]": "STRING",
    "m['a']": "INT",
    "st.b": "STRING",
    "collect_list(i)": "ARRAY<INT>",
    "named_struct('p', i, 'q', s)": "STRUCT<p: INT, q: STRING>",
    "map('a', 1)": "MAP<STRING, INT>",
    "row_number() over (order by i)": "INT",
    "lag(s) over (order by i)": "STRING",
    "transform(l, e -> upper(e))": "ARRAY<STRING>",
    "i = 1": "BOOLEAN",
    "our_own(s)": None,
}


@pytest.mark.parametrize("expression", TYPES)
def test_the_type_of(expression: str) -> None:
    (column,) = analyse_query(f"select {expression} as x from t", [T], "databricks").columns
    assert column.type == TYPES[expression]
    assert bool(column.type_unknown) is (column.type is None)


@pytest.mark.parametrize(
    "expression, nullable",
    [
        ("i", False),
        ("b", None),
        ("i / 2", False),
        ("coalesce(b, 0)", False),
        ("nullif(i, 0)", True),
        ("try_cast(s as int)", True),
        ("concat(i, 'x')", False),
        ("l[0]", True),
        ("decode(s, 'a', 1, 2)", False),
        ("decode(s, 'a', 1)", True),
        ("nvl2(s, i, 0)", False),
        ("hash(s)", False),
        ("xxhash64(s, x)", False),
        ("collect_list(s)", False),
    ],
)
def test_whether_it_can_be_null(expression: str, nullable: bool | None) -> None:
    (column,) = analyse_query(f"select {expression} as x from t", [T], "databricks").columns
    assert column.nullable is nullable
