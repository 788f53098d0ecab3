from __future__ import annotations

import duckdb
import pytest

from inseam.load.stored_types import stored_type
from testkit.lake import Lake


@pytest.mark.parametrize(
    ("type_", "stored"),
    [
        ("BIGINT", "BIGINT"),
        ("DECIMAL(38,0)", "DECIMAL(38,0)"),
        ("HUGEINT", "DECIMAL(38,0)"),
        ("UHUGEINT", "DECIMAL(38,0)"),
        ("ENUM('a', 'HUGEINT')", "VARCHAR"),
        ("INT[3]", "INTEGER[]"),
        ("INT[3][]", "INTEGER[][]"),
        ('STRUCT("a ""b" HUGEINT, c INT[2])', 'STRUCT("a ""b" DECIMAL(38,0), "c" INTEGER[])'),
        ("MAP(VARCHAR, ENUM('x'))", "MAP(VARCHAR, VARCHAR)"),
        ("JSON", "JSON"),
        ("TIMETZ", None),
        ("TIME_NS", None),
        ("BIT[]", None),
        ("BIGNUM", None),
        ("STRUCT(a UNION(n INT, t TEXT))", None),
        ("MAP(VARCHAR, BIT)", None),
    ],
)
def test_what_a_lake_has_instead(type_: str, stored: str | None) -> None:
    assert stored_type(type_) == stored


@pytest.mark.parametrize(
    "value",
    [
        "170141183460469231731687303715::hugeint",
        "'b'::enum('a', 'b')",
        "[1, 2, 3]::int[3]",
        "{'a': 9007199254740993::hugeint, 'b': ['x']::enum('x')[1]}",
        "map {'k': 9007199254740993::hugeint}",
        "'{\"a\": [1]}'::json",
        "'1 day'::interval",
        "'2025-01-01 10:00:00.123456789'::timestamp_ns",
    ],
)
def test_the_lake_has_every_value(value: str, lake: Lake) -> None:
    with duckdb.connect() as engine:
        (given,) = engine.execute(f"select typeof({value})").fetchone() or ("",)
        (text,) = engine.execute(f"select ({value})::varchar").fetchone() or ("",)
    stored = stored_type(given)
    # More rows than a lake keeps in its catalog.
    rows = f"select cast({value} as {stored}) as value from range(20)"
    lake.operations.call(
        "run_statements", statements=[f"create or replace table lake.main.t as {rows}"]
    )
    assert lake.read("select distinct value::varchar from lake.main.t") == [(text,)]
