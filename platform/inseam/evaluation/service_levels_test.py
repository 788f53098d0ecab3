"""How old rows may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.evaluation.engine import DuckDB
from inseam.evaluation.service_levels import ServiceLevel, service_levels
from inseam.odcs.contract import read_contract
from inseam.report.finding import Severity

NOW = datetime.fromisoformat("2026-01-31T06:00:00")
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
status: active
servers:
  - {server: production, type: databricks, host: h, catalog: c, schema: op}
schema:
  - name: orders
    properties:
      - {name: placedAt, physicalName: placed_at, logicalType: timestamp, physicalType: TIMESTAMP}
      - {name: shipped_on, logicalType: date, physicalType: DATE}
slaProperties:
"""


@pytest.fixture
def rows() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema op")
        connection.execute(
            "create table op.orders as select timestamp '2026-01-30 06:00:00' as placed_at,"
            " date '2026-01-30' as shipped_on"
        )
        yield connection


def levels(rows: duckdb.DuckDBPyConnection, *properties: str) -> list[ServiceLevel]:
    text = CONTRACT + "".join(f"  - {{{one}}}\n" for one in properties)
    document = read_yaml("orders.odcs.yaml", text.encode())
    relations = {"orders": "op.orders"}
    return service_levels(document, read_contract(document), DuckDB(rows), relations, NOW)


@pytest.mark.parametrize(
    ("value", "kept"),
    [("24, unit: h", True), ("23, unit: h", False), ("1, unit: d", True), ("PT23H", False)],
)
def test_the_newest_row_is_at_most_this_old(
    rows: duckdb.DuckDBPyConnection, value: str, kept: bool
) -> None:
    sla = f"property: freshness, value: {value}, element: orders.placedAt"
    (level,) = levels(rows, sla)
    assert level.kept is kept


@pytest.mark.parametrize(
    "change", ["drop table op.orders", "alter table op.orders drop column placed_at"]
)
def test_what_is_not_built_is_no_service_level(
    rows: duckdb.DuckDBPyConnection, change: str
) -> None:
    rows.execute(change)
    assert levels(rows, "property: freshness, value: 24, unit: h, element: orders.placedAt") == []


@pytest.mark.parametrize("type_", ["varchar", "bigint"])
def test_values_that_are_no_instants_are_not_fresh(
    rows: duckdb.DuckDBPyConnection, type_: str
) -> None:
    rows.execute(f"alter table op.orders alter placed_at type {type_} using '20260130'::{type_}")
    (level,) = levels(rows, "property: freshness, value: 24, unit: h, element: orders.placedAt")
    assert (level.newest, level.kept) == (None, False)


def test_an_instant_with_an_offset_is_read_in_utc(rows: duckdb.DuckDBPyConnection) -> None:
    rows.execute("set TimeZone = 'America/New_York'")
    rows.execute(
        "create or replace table op.orders as select '2026-01-30 06:00:00Z'::timestamptz placed_at"
    )
    (level,) = levels(rows, "property: freshness, value: 24, unit: h, element: orders.placedAt")
    assert level.newest == datetime.fromisoformat("2026-01-30T06:00:00")


def test_a_date_is_its_midnight(rows: duckdb.DuckDBPyConnection) -> None:
    (level,) = levels(rows, "property: freshness, value: 30, unit: h, element: shipped_on")
    assert level.newest == datetime.fromisoformat("2026-01-30T00:00:00")
    assert level.kept


def test_a_table_without_rows_is_not_fresh(rows: duckdb.DuckDBPyConnection) -> None:
    rows.execute("delete from op.orders")
    (level,) = levels(rows, "property: freshness, value: 30, unit: h, element: orders.placed_at")
    assert not level.kept
    assert (
        "no row has an instant there at 2026-01-31 06:00:00 UTC"
        in level.finding(Severity.ERROR).message
    )


def test_each_element_is_one(rows: duckdb.DuckDBPyConnection) -> None:
    element = '"orders.placed_at, orders.shipped_on"'
    found = levels(rows, f"property: freshness, value: 1, unit: d, element: {element}")
    assert [one.element for one in found] == ["orders.placed_at", "orders.shipped_on"]
    assert found[0].allowed == timedelta(days=1)


@pytest.mark.parametrize(
    "sla",
    [
        "property: retention, value: 3, unit: y, element: orders.placed_at",
        "property: freshness, value: soon, element: orders.placed_at",
        "property: freshness, value: 1, unit: d",
        "property: freshness, value: 1, unit: d, element: orders.nothing",
    ],
)
def test_rows_do_not_answer_others(rows: duckdb.DuckDBPyConnection, sla: str) -> None:
    assert levels(rows, sla) == []


def test_a_finding_has_the_line_of_the_promise(rows: duckdb.DuckDBPyConnection) -> None:
    (level,) = levels(rows, "property: freshness, value: 1, unit: h, element: orders.placed_at")
    finding = level.finding(Severity.WARNING)
    assert (finding.file, finding.line) == ("orders.odcs.yaml", CONTRACT.count("\n") + 1)
    assert finding.message == (
        "The contract `orders-v1` promises that `orders.placed_at` is at most 1 h old; the newest"
        " row is of 2026-01-30 06:00:00 UTC, 24 h old at 2026-01-31 06:00:00 UTC."
    )
