"""Which columns are wired: a port and an input of one table each, told apart by one thing."""

from __future__ import annotations

from typing import Any

import pytest

from inseam.authoring.wiring import InputTable, WiredObject, wire
from inseam.authoring.yaml_text import yaml_text
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, read_contract

KEY = {"name": "id", "physicalType": "STRING", "required": True, "primaryKey": True}


def contract(*columns: dict[str, Any], dialect: str = "databricks", **table: Any) -> Contract:
    content = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "orders-v1",
        "servers": [{"server": "production", "type": dialect}],
        "schema": [{"name": "orders", "properties": list(columns), **table}],
    }
    return read_contract(read_yaml("orders-v1.odcs.yaml", yaml_text(content).encode()))


def wired(port: Contract, *inputs: Contract) -> WiredObject:
    tables = [InputTable(i, i.objects[0], f"stg_{n}") for n, i in enumerate(inputs)]
    return wire(port, port.objects[0], tables)


def reason(wanted: dict[str, Any], given: dict[str, Any], dialect: str = "databricks") -> str:
    """Why a column of the port is not that of the input; empty where it is."""
    port = contract(KEY, {"name": "x", **wanted})
    return wired(port, contract(KEY, {"name": "x", **given}, dialect=dialect)).columns[1].reason


@pytest.mark.parametrize(
    ("wanted", "given", "is_cast"),
    [
        ("STRING", "STRING", False),
        ("STRING", "VARCHAR(10)", True),
        ("BIGINT", "INT", True),
        ("DOUBLE", "FLOAT", True),
        ("DECIMAL(18, 2)", "DECIMAL(12, 1)", True),
        ("TIMESTAMP", "TIMESTAMP", False),
    ],
)
def test_a_type_whose_values_all_fit_is_wired(wanted: str, given: str, is_cast: bool) -> None:
    port = contract(KEY, {"name": "x", "physicalType": wanted})

    column = wired(port, contract(KEY, {"name": "X", "physicalType": given})).columns[1]

    assert column.source is not None
    assert column.is_cast == is_cast


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("INT", "BIGINT"),
        ("VARCHAR(10)", "STRING"),
        ("DECIMAL(12, 2)", "DECIMAL(18, 2)"),
        ("DECIMAL(18, 1)", "DECIMAL(18, 2)"),
        ("DATE", "TIMESTAMP"),
        ("BIGINT", "STRING"),
    ],
)
def test_a_type_with_other_values_is_not(wanted: str, given: str) -> None:
    assert reason({"physicalType": wanted}, {"physicalType": given}).startswith("in stg_0 it is ")


RULE = {"metric": "invalidValues", "arguments": {"pattern": "a+"}, "mustBe": 0}


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        ({"logicalTypeOptions": {"maximum": 100}}, "`maximum: 100`"),
        ({"unique": True}, "that it is unique"),
        ({"quality": [{"id": "as", **RULE}]}, "the rule `as`"),
        ({"relationships": [{"to": "customers.id"}]}, "the relationship"),
    ],
)
def test_what_the_input_does_not_promise_is_not_wired(promise: dict[str, Any], said: str) -> None:
    typed = {"physicalType": "INT"}

    assert reason({**typed, **promise}, typed) == f"stg_0 does not promise {said}"
    assert reason({**typed, **promise}, {**typed, **promise}) == ""
    assert reason(typed, {**typed, **promise}) == ""


def test_nobody_reads_through_a_port_what_is_kept_from_them() -> None:
    secret, open_ = {"classification": "confidential"}, {"classification": "internal"}

    assert reason(open_, secret) == "in stg_0 it is classified `confidential`, and here `internal`"
    assert reason(secret, open_) == ""
    assert reason(secret, secret) == ""
    assert reason({"classification": "c1"}, secret) == ""


def test_how_a_time_is_meant_is_no_limit() -> None:
    zone = {"logicalTypeOptions": {"timezone": False, "defaultTimezone": "Etc/UTC"}}

    assert reason({"physicalType": "TIMESTAMP", **zone}, {"physicalType": "TIMESTAMP"}) == ""


def test_rows_without_what_is_required_are_left_out() -> None:
    port = contract(KEY, {"name": "x", "required": True}, {"name": "y", "required": True})
    found = wired(port, contract(KEY, {"name": "x"}))

    assert found.not_null == ("x", "y")
    assert found.has_no_rows
    assert not wired(
        contract(KEY, {"name": "x", "required": True}), contract(KEY, {"name": "x"})
    ).has_no_rows


def test_one_row_is_taken_where_the_input_may_have_several() -> None:
    second = {"name": "line", "physicalType": "INT", "primaryKey": True, "primaryKeyPosition": 2}
    lines = contract(KEY, second)

    assert wired(contract(KEY), lines).one_row_per == ("id",)
    assert wired(contract(KEY, second), lines).one_row_per == ()
    assert (
        wired(
            contract(KEY, second), contract(KEY, {"name": "line", "physicalType": "INT"})
        ).one_row_per
        == ()
    )


def test_the_table_with_the_most_columns_is_read_and_the_others_are_named() -> None:
    port = contract(KEY, {"name": "x"}, {"name": "y"}, {"name": "z"})

    found = wired(port, contract(KEY, {"name": "z"}), contract(KEY, {"name": "x"}, {"name": "y"}))

    assert found.reads is not None
    assert found.reads.model == "stg_1"
    assert [column.column.name for column in found.to_be_written] == ["z"]
    assert found.to_be_written[0].reason == "stg_1 has no such column; stg_0 has one: join it"


def test_rules_of_the_whole_table_are_for_its_sql_to_keep() -> None:
    rules = [
        {"id": "some", "metric": "rowCount", "mustBeGreaterThan": 0},
        {"id": "once", "metric": "duplicateValues", "mustBe": 0},
    ]

    assert wired(contract(KEY, quality=rules), contract(KEY)).only_by_hand == ("some",)
