from __future__ import annotations

import pytest

from inseam.authoring.column_types import ColumnType, in_the_system, named_type, on_databricks


@pytest.mark.parametrize(
    ("text", "logical", "physical", "has_remark"),
    [
        ("VARCHAR", "string", "STRING", False),
        ("DECIMAL(18,2)", "number", "DECIMAL(18, 2)", False),
        ("TIMESTAMP", "timestamp", "TIMESTAMP", False),
        ("TIMESTAMP WITH TIME ZONE", "timestamp", "TIMESTAMP", True),
        ("HUGEINT", "integer", "BIGINT", True),
        ("UBIGINT", "number", "DECIMAL(20, 0)", True),
        ("TIME", "string", "STRING", True),
        ("ENUM('a', 'b')", "string", "STRING", True),
        ("BLOB", None, "BINARY", False),
        ("MAP(VARCHAR, INTEGER)", None, "MAP<STRING, INT>", False),
        (
            "STRUCT(a INTEGER, b VARCHAR[])",
            "object",
            "STRUCT<a: INT, b: ARRAY<STRING>>",
            False,
        ),
    ],
)
def test_a_type_of_duckdb_on_databricks(
    text: str, logical: str | None, physical: str, has_remark: bool
) -> None:
    found = on_databricks(text)

    assert found is not None
    assert (found.logical, found.physical) == (logical, physical)
    assert (found.remark is not None) == has_remark


def test_a_type_of_another_engine() -> None:
    assert on_databricks("NUMBER(10,2)", "snowflake") == ColumnType("number", "DECIMAL(10, 2)")
    assert on_databricks("INT64", "bigquery") == ColumnType("integer", "BIGINT")
    assert on_databricks("character varying(10)", "postgres") == ColumnType("string", "VARCHAR(10)")


def test_a_system_keeps_its_own_types() -> None:
    found = in_the_system("timestamp with time zone", "postgres")

    assert found is not None
    assert (found.logical, found.physical) == ("timestamp", "timestamp with time zone")
    assert found.remark


def test_what_nobody_has_is_no_type() -> None:
    assert on_databricks("geographical") is None
    assert in_the_system("geographical", "postgres") is None
    assert named_type("geographical") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("number", ColumnType("number", "DOUBLE")),
        ("Integer", ColumnType("integer", "BIGINT")),
        ("decimal(18,2)", ColumnType("number", "DECIMAL(18, 2)")),
        ("smallint", ColumnType("integer", "SMALLINT")),
        ("array<int>", ColumnType("array", "ARRAY<INT>")),
    ],
)
def test_what_a_person_writes_for_a_type(text: str, expected: ColumnType) -> None:
    assert named_type(text) == expected
