"""Rows of two engines, side by side."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from inseam.parity.differences import SHOWN_ROWS, Differences, Sample, compare


@pytest.fixture(name="connection")
def connect() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def values(rows: str, *names: str) -> str:
    return f"(values {rows}) t({', '.join(names)})"


def test_equal_in_any_order(connection: duckdb.DuckDBPyConnection) -> None:
    one = values("(1, 'a'), (2, null), (2, null)", "id", "name")
    other = values("(2, null), (1, 'a'), (2, null)", "id", "name")
    found = compare(connection, one, other)
    assert found.equal
    assert found == Differences(3, 3)


@pytest.mark.parametrize("key", [(), ("id",)])
def test_a_value_is_named_at_its_row(
    connection: duckdb.DuckDBPyConnection, key: tuple[str, ...]
) -> None:
    one = values("(1, 5048.81), (2, 1.00), (3, null)", "id", "mean")
    other = values("(1, 5048.82), (2, 1.00), (3, 0.00)", "id", "mean")
    found = compare(connection, one, other, key)
    assert not found.equal
    (column,) = found.columns
    assert (column.column, column.rows) == ("mean", 2)
    assert column.samples == (
        Sample((("id", "1"),), "5048.81", "5048.82"),
        Sample((("id", "3"),), None, "0.00"),
    )
    assert (found.only_left, found.only_right) == (0, 0)


def test_a_key_that_is_none_is_not_used(connection: duckdb.DuckDBPyConnection) -> None:
    one = values("(1, 'x', 10), (1, 'y', 20)", "id", "part", "n")
    other = values("(1, 'x', 10), (1, 'y', 21)", "id", "part", "n")
    (column,) = compare(connection, one, other, ("id",)).columns
    assert (column.column, column.rows) == ("n", 1)
    assert column.samples == (Sample((("id", "1"), ("part", "y")), "20", "21"),)


def test_columns_that_differ_are_told_apart(connection: duckdb.DuckDBPyConnection) -> None:
    one = values("(1, 'a', 10), (2, 'b', 20), (3, 'c', 30)", "id", "name", "n")
    other = values("(1, 'A', 10), (2, 'b', 21), (3, 'c', 30)", "id", "name", "n")
    found = compare(connection, one, other, ("id",))
    assert {c.column: c.rows for c in found.columns} == {"name": 1, "n": 1}


def test_values_that_changed_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Each column has the same values, and in other rows."""
    one = values("(1, 'a'), (2, 'b')", "id", "name")
    other = values("(1, 'b'), (2, 'a')", "id", "name")
    found = compare(connection, one, other)
    assert not found.equal
    assert sum(c.rows for c in found.columns) == 2


@pytest.mark.parametrize("key", [(), ("id",)])
def test_rows_of_one_engine_alone(
    connection: duckdb.DuckDBPyConnection, key: tuple[str, ...]
) -> None:
    one = values("(1, 'a'), (2, 'b'), (3, 'c')", "id", "name")
    other = values("(1, 'a'), (3, 'c')", "id", "name")
    found = compare(connection, one, other, key)
    assert (found.left_rows, found.right_rows) == (3, 2)
    assert (found.columns, found.only_left, found.only_right) == ((), 1, 0)
    (sample,) = found.samples
    assert dict(sample.key)["id"] == "2"
    assert (sample.left, sample.right) == ("a row", None)


def test_how_often_a_row_is_there_counts(connection: duckdb.DuckDBPyConnection) -> None:
    found = compare(connection, values("(1), (1), (2)", "n"), values("(1), (2), (2)", "n"))
    assert not found.equal


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("0.1::double + 0.2::double", "0.3::double", True),
        ("1e300::double", "1e300::double * (1 + 1e-12)", True),
        ("1000.0::double", "1000.00001::double", False),
        ("1.0::double", "null::double", False),
        ("'nan'::double", "'nan'::double", True),
        ("'nan'::double", "null::double", False),
        ("'inf'::double", "'inf'::double", True),
        ("'inf'::double", "1e308::double", False),
        ("'inf'::double", "'-inf'::double", False),
        ("0.0::double", "-0.0::double", True),
        ("1::float", "1.0000000001::double", True),
        # A decimal is exact.
        ("0.3::decimal(38, 20)", "0.30000000000000000001::decimal(38, 20)", False),
        ("7.26::decimal(18, 3)", "7::decimal(10, 0)", False),
        ("7.00::decimal(18, 2)", "7::bigint", True),
        ("7.00::decimal(18, 2)", "7.0::double", True),
        ("3::hugeint::decimal(38, 0)", "3::bigint", True),
        ("date '2024-01-01'", "'2024-01-01'", True),
        ("timestamp '2024-01-01 10:00:00'", "timestamptz '2024-01-01 10:00:00+00'", True),
        ("timestamp '2024-01-01 10:00:00'", "timestamptz '2024-01-01 10:00:00+02'", False),
        (
            "timestamptz '2024-01-01 10:00:00+00'",
            "timestamptz '2024-01-01 12:00:00+02'",
            True,
        ),
        ("[timestamp '2024-01-01']", "[timestamptz '2024-01-01 00:00:00+00']", True),
        ("[1, null]", "[1]", False),
        ("{'a': 1}", "{'a': 2}", False),
        ("''", "null", False),
        ("'a '", "'a'", False),
    ],
)
def test_one_value(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, equal: bool
) -> None:
    found = compare(connection, f"(select {one} as x)", f"(select {other} as x)")
    assert found.equal is equal


def test_doubles_are_paired_by_their_order(connection: duckdb.DuckDBPyConnection) -> None:
    one = values("('a', 0.1::double + 0.2::double), ('a', 5.0::double)", "k", "x")
    other = values("('a', 5.0::double), ('a', 0.3::double)", "k", "x")
    assert compare(connection, one, other).equal


def test_other_columns(connection: duckdb.DuckDBPyConnection) -> None:
    found = compare(connection, values("(1, 2)", "id", "n"), values("(1, 2)", "ID", "m"))
    assert (found.missing, found.added) == (("n",), ("m",))
    assert not found.equal


def test_no_rows(connection: duckdb.DuckDBPyConnection) -> None:
    nothing = "(select 1 as id where false)"
    assert compare(connection, nothing, nothing) == Differences(0, 0)
    found = compare(connection, nothing, values("(1)", "id"))
    assert (found.only_left, found.only_right) == (0, 1)


def test_few_rows_are_shown_and_all_counted(connection: duckdb.DuckDBPyConnection) -> None:
    one = "(select i as id, i as n from range(100) t(i))"
    other = "(select i as id, i + 1 as n from range(100) t(i))"
    (column,) = compare(connection, one, other, ("id",)).columns
    assert column.rows == 100
    assert len(column.samples) == SHOWN_ROWS
