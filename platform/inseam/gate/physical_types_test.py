from __future__ import annotations

import pytest

from inseam.gate.physical_types import Family, PhysicalType, physical_type
from inseam.gate.type_lattice import Relation, relate_logical, relate_physical

R = Relation


def relation(old: str, new: str, dialect: str = "databricks") -> Relation:
    types = physical_type(old, dialect), physical_type(new, dialect)
    assert types[0] is not None
    assert types[1] is not None
    return relate_physical(types[0], types[1])


@pytest.mark.parametrize(
    ("dialect", "old", "new"),
    [
        ("databricks", "int", "INTEGER"),
        ("databricks", "long", "BIGINT"),
        ("databricks", "decimal", "NUMERIC(10,0)"),
        ("databricks", "timestamp", "TIMESTAMP_LTZ"),
        ("postgres", "int8", "bigint"),
        ("postgres", "varchar(9)", "character varying(9)"),
        ("postgres", "float8", "double precision"),
        ("postgres", "timestamptz", "timestamp with time zone"),
        ("snowflake", "INT", "NUMBER(38,0)"),
        ("snowflake", "FLOAT", "DOUBLE"),
        ("bigquery", "INT64", "BIGINT"),
        ("tsql", "FLOAT", "DOUBLE PRECISION"),
    ],
)
def test_spellings_of_one_type_are_equal(dialect: str, old: str, new: str) -> None:
    assert relation(old, new, dialect) is R.SAME


@pytest.mark.parametrize(
    ("old", "new", "there", "back"),
    [
        ("TINYINT", "SMALLINT", R.WIDENED, R.NARROWED),
        ("INT", "BIGINT", R.WIDENED, R.NARROWED),
        ("FLOAT", "DOUBLE", R.WIDENED, R.NARROWED),
        ("DECIMAL(9,2)", "DECIMAL(12,4)", R.WIDENED, R.CHANGED),
        ("DECIMAL(9,2)", "DECIMAL(9,4)", R.CHANGED, R.CHANGED),
        ("INT", "DECIMAL(12,0)", R.CHANGED, R.NARROWED),
        ("INT", "DECIMAL(5,0)", R.CHANGED, R.CHANGED),
        ("INT", "DOUBLE", R.CHANGED, R.NARROWED),
        ("DECIMAL(9,2)", "DOUBLE", R.CHANGED, R.CHANGED),
        ("VARCHAR(9)", "VARCHAR(20)", R.WIDENED, R.NARROWED),
        ("VARCHAR(9)", "STRING", R.WIDENED, R.NARROWED),
        ("CHAR(3)", "VARCHAR(3)", R.WIDENED, R.NARROWED),
        ("TIMESTAMP", "TIMESTAMP_NTZ", R.ZONE, R.ZONE),
        ("DATE", "TIMESTAMP_NTZ", R.CHANGED, R.CHANGED),
        ("BINARY", "STRING", R.CHANGED, R.CHANGED),
        ("VARIANT", "STRING", R.CHANGED, R.CHANGED),
        ("VARIANT", "STRUCT<a:INT>", R.CHANGED, R.CHANGED),
        ("ARRAY<INT>", "ARRAY<STRING>", R.SAME, R.SAME),  # its items are compared for themselves
    ],
)
def test_the_matrix_of_physical_types(old: str, new: str, there: R, back: R) -> None:
    assert (relation(old, new), relation(new, old)) == (there, back)


def test_bits_are_booleans_on_sql_server_only() -> None:
    assert relation("BIT", "BIT", "tsql") is R.SAME
    assert relation("BIT", "BOOLEAN", "tsql") is R.SAME
    assert relation("BIT(8)", "BOOLEAN", "postgres") is R.CHANGED


def test_snowflake_has_two_kinds_of_instants() -> None:
    assert relation("TIMESTAMP_LTZ", "TIMESTAMP_TZ", "snowflake") is R.ZONE


LOGICAL = ["string", "integer", "number", "boolean", "date", "timestamp", "time", "object"]


@pytest.mark.parametrize("old", [*LOGICAL, "array", "map", "vector"])
@pytest.mark.parametrize("new", [*LOGICAL, "array", "map", "vector"])
def test_the_matrix_of_logical_types(old: str, new: str) -> None:
    expected = R.SAME if old == new else R.CHANGED
    if (old, new) == ("number", "integer"):
        expected = R.NARROWED
    assert relate_logical(old, new) is expected


def test_a_logical_type_that_is_not_of_the_standard_cannot_be_compared() -> None:
    assert relate_logical("geography", "string") is R.UNCOMPARABLE


@pytest.mark.parametrize("written", ["", "GEO_POINT", "1", "ARRAY<", "select 1"])
def test_what_is_no_type_of_the_dialect_is_none(written: str) -> None:
    assert physical_type(written, "databricks") is None


@pytest.mark.parametrize("depth", [150, 5_000])
def test_a_type_that_is_too_deep_to_be_read_is_none(depth: int) -> None:
    assert physical_type("STRUCT<a: " * depth + "INT" + ">" * depth, "databricks") is None


def test_parts_of_nested_types_are_types_in_the_same_dialect() -> None:
    assert physical_type("STRUCT<a: INT, b: ARRAY<STRING>>", "databricks") == PhysicalType(
        Family.STRUCT,
        None,
        "STRUCT<a: INT, b: ARRAY<STRING>>",
        (("a", "INT"), ("b", "ARRAY<STRING>")),
    )
