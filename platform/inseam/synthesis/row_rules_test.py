"""Quality rules in SQL that count bad rows are kept by made rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.synthesis.row_rules import limits_of_queries
from inseam.synthesis.synthesise import synthesise
from testkit.row_checker import violations

AS_OF = datetime.fromisoformat("2026-01-31T06:00:00")


def contract(*conditions: str, physical: str | None = None) -> Contract:
    columns: list[dict[str, Any]] = [
        {"name": "order_id", "logicalType": "integer", "primaryKey": True},
        {"name": "tier", "logicalType": "string"},
        {"name": "amount", "logicalType": "number", "physicalType": physical or "DECIMAL(12,2)"},
        {"name": "ordered_on", "logicalType": "date"},
        {"name": "is_paid", "logicalType": "boolean", "required": True},
    ]
    rules = [
        {"type": "sql", "query": f"select count(*) from {{object}} where {where}", "mustBe": 0}
        for where in conditions
    ]
    document = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "orders-v1",
        "version": "1.0.0",
        "schema": [{"name": "orders", "properties": columns, "quality": rules}],
    }
    return read_contract(read_yaml("orders-v1.odcs.yaml", json.dumps(document).encode()))


@pytest.mark.parametrize(
    "conditions",
    [
        ("tier not in ('free', 'paid')",),
        ("TIER NOT IN ('free', 'paid') or tier is null",),
        ("tier is not null and tier not in ('free', 'paid')",),
        ("not (tier in ('free', 'paid'))",),
        ("tier <> 'free'",),
        ("'free' != tier",),
        ("not tier = 'free'",),
        ("tier not in ('free', 'paid') or amount < 0",),
        ("amount < 1000000 or amount >= 1000010",),
        ("amount not between 99990 and 100000",),
        ("-5 > amount or amount > -4",),
        ("ordered_on < date '1999-01-01' or ordered_on > '1999-01-05'",),
        ("tier not in ('free', 'paid')", "tier not in ('paid', 'gold')"),
        ("is_paid <> true",),
    ],
)
def test_made_rows_are_not_bad(conditions: tuple[str, ...]) -> None:
    described = contract(*conditions)
    made = synthesise([described], rows=40, seed=1, as_of=AS_OF)
    assert made.not_kept == ()
    assert made.tables["orders-v1", "orders"].num_rows == 40
    assert list(violations([described], made.tables)) == []


@pytest.mark.parametrize(
    "condition",
    [
        # Another column may make the row good as well.
        "amount > 0 and tier not in ('free', 'paid')",
        "lower(tier) not in ('free', 'paid')",
        "tier not in (select 'free')",
        "tier not in ('free', lower('PAID'))",
        "tier in ('free')",
        "amount < order_id",
        "tier not like 'f%'",
    ],
)
def test_a_condition_that_says_no_more_than_which_rows_are_bad_limits_no_column(
    condition: str,
) -> None:
    described = contract(condition)
    (table,) = described.objects
    assert [*limits_of_queries(described, table, table.properties[1])] == []
    assert [*limits_of_queries(described, table, table.properties[2])] == []


def test_a_list_that_no_value_of_the_column_is_in_is_told() -> None:
    described = contract("tier not in ('free') or tier is null", "tier not in ('paid')")
    made = synthesise([described], rows=40, seed=1, as_of=AS_OF)
    assert len(made.not_kept) >= 1


@pytest.mark.parametrize("physical", ["TIMESTAMP", "timestamp_ntz"])
@pytest.mark.parametrize(
    ("key", "bound"),
    [
        ("minimum", "2020-01-01 00:00:00+10:00"),
        ("minimum", "2020-01-01T00:00:00-10:00"),
        ("maximum", "2020-01-01T00:00:00+10:00"),
        ("exclusiveMaximum", "2020-01-01T00:00:00-05:30"),
        ("exclusiveMinimum", "2020-01-01T00:00:00Z"),
    ],
)
def test_a_bound_with_an_offset_is_kept_as_an_instant_and_as_a_clock_reading(
    key: str, bound: str, physical: str
) -> None:
    column = {
        "name": "at",
        "logicalType": "timestamp",
        "physicalType": physical,
        "logicalTypeOptions": {key: bound},
    }
    document = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "c",
        "version": "1.0.0",
        "schema": [{"name": "t", "properties": [column]}],
    }
    described = read_contract(read_yaml("c.odcs.yaml", json.dumps(document).encode()))
    made = synthesise([described], rows=200, seed=1, as_of=AS_OF)
    assert list(violations([described], made.tables)) == []
    instant = datetime.fromisoformat(bound)
    values = [v for v in made.tables["c", "t"].column(0).to_pylist() if v is not None]
    for limit in (instant.replace(tzinfo=None), instant.astimezone(UTC).replace(tzinfo=None)):
        assert all(v >= limit if "inimum" in key else v <= limit for v in values)
