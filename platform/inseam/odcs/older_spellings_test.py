"""What v3.0 writes otherwise, for datacontract-cli and for ourselves."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.canonical import canonical_form
from inseam.odcs.contract import Contract, read_contract

Json = dict[str, Any]


def contract(
    *, rules: list[Json] | None = None, column_rules: list[Json] | None = None, **column: Any
) -> Json:
    properties = [
        {"name": "order_id", "logicalType": "integer"},
        {"name": "tier", "physicalName": "TIER", "logicalType": "string", **column},
    ]
    if column_rules:
        properties[1]["quality"] = column_rules
    table: Json = {"name": "orders", "properties": properties}
    if rules:
        table["quality"] = rules
    return {
        "apiVersion": "v3.0.2",
        "kind": "DataContract",
        "id": "orders-v1",
        "version": "1.0.0",
        "servers": [{"server": "production", "type": "postgres"}],
        "schema": [table],
    }


def read(value: Json) -> Contract:
    return read_contract(read_yaml("orders-v1.odcs.yaml", json.dumps(value).encode()))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            {"type": "library", "rule": "duplicateCount", "mustBe": 0},
            {
                "type": "library",
                "metric": "duplicateValues",
                "arguments": {"properties": ["order_id", "TIER"]},
                "mustBe": 0,
            },
        ),
        (
            {"rule": "duplicateCount", "properties": ["order_id"], "mustBeLessThan": 3},
            {
                "metric": "duplicateValues",
                "arguments": {"properties": ["order_id"]},
                "mustBeLessThan": 3,
            },
        ),
        ({"rule": "rowCount", "mustBe": 3}, {"metric": "rowCount", "mustBe": 3}),
        (
            {"type": "library", "metric": "duplicateValues", "mustBe": 0},
            {
                "type": "library",
                "metric": "duplicateValues",
                "arguments": {"properties": ["order_id", "TIER"]},
                "mustBe": 0,
            },
        ),
        # Of another library, or of none.
        ({"type": "library", "rule": "freshness", "mustBe": 0}, {"rule": "freshness", "mustBe": 0}),
        ({"type": "text", "rule": "duplicateCount"}, {"type": "text", "rule": "duplicateCount"}),
        (
            {"type": "sql", "query": "select 1", "mustBe": 0},
            {"type": "sql", "query": "select 1", "mustBe": 0},
        ),
    ],
)
def test_a_rule_of_an_object_is_written_as_a_metric(written: Json, expected: Json) -> None:
    (table,) = canonical_form(contract(rules=[written]))["schema"]
    assert table["quality"] == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"rule": "nullCheck"}, {"metric": "nullValues", "mustBe": 0}),
        ({"rule": "nullCount", "mustBe": 4}, {"metric": "nullValues", "mustBe": 4}),
        ({"rule": "duplicateCount", "mustBe": 0}, {"metric": "duplicateValues", "mustBe": 0}),
        (
            {"type": "library", "rule": "validValues", "validValues": ["free", "paid"]},
            {
                "type": "library",
                "metric": "invalidValues",
                "arguments": {"validValues": ["free", "paid"]},
                "mustBe": 0,
            },
        ),
        (
            {"rule": "invalidCount", "pattern": "^[a-z]+$", "mustBeLessThan": 5, "unit": "percent"},
            {
                "metric": "invalidValues",
                "arguments": {"pattern": "^[a-z]+$"},
                "mustBeLessThan": 5,
                "unit": "percent",
            },
        ),
    ],
)
def test_a_rule_of_a_column_is_too(written: Json, expected: Json) -> None:
    original = contract(column_rules=[written])
    before = copy.deepcopy(original)
    form = canonical_form(original)
    assert form["schema"][0]["properties"][1]["quality"] == [expected]
    assert original == before

    (one,), (other,) = (
        read(c).objects[0].properties[1].constraints.rules for c in (original, form)
    )
    assert (one.metric, one.arguments, one.threshold) == (
        other.metric,
        other.arguments,
        other.threshold,
    )


@pytest.mark.parametrize("physical", ["timestamptz", "timestamp(3)", "time"])
def test_a_date_that_has_a_time_is_left_to_its_physical_type(physical: str) -> None:
    written = contract(logicalType="date", physicalType=physical)
    assert "logicalType" not in canonical_form(written)["schema"][0]["properties"][1]

    for api in ("v3.1.0", "v3.2.0"):
        later = canonical_form({**written, "apiVersion": api})
        assert later["schema"][0]["properties"][1]["logicalType"] == "date"


@pytest.mark.parametrize("physical", ["date", "varchar(10)", "blurb", None])
def test_any_other_date_is_one(physical: str | None) -> None:
    written = contract(logicalType="date", physicalType=physical)
    assert canonical_form(written)["schema"][0]["properties"][1]["logicalType"] == "date"


@pytest.mark.parametrize("schema", [None, {}, [None, "orders"], [{"quality": {}, "properties": 3}]])
def test_what_is_no_schema_stays_as_it_is(schema: Any) -> None:
    assert canonical_form({"apiVersion": "v3.0.2", "schema": schema})["schema"] == schema
