"""Keys of nested values, of columns of different types, and of tables that need each other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from inseam.synthesis.synthesise_test import contract, made, read, table
from testkit.row_checker import violations

NESTED = (
    "ARRAY<BIGINT>",
    "STRUCT<a: INT, b: STRING>",
    "MAP<STRING, BIGINT>",
    "ARRAY<STRUCT<a: ARRAY<INT>>>",
    "MAP<INT, STRUCT<a: DATE>>",
)
# Keeps no row without a value in `k`, so that rows are left out once they are made.
RULE = {"type": "sql", "query": "select count(*) from {object} where k is null", "mustBe": 0}


def typed(name: str, type_: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "physicalType": type_, **more}


def keeps(*tables: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows, by table, once they are known to keep the contract."""
    value = contract(*tables)
    found = made(value, rows=8, fewer=True)
    assert violations([read(value)], found.tables) == []
    return {name: rows.to_pylist() for (_, name), rows in found.tables.items()}


def refers(to: str) -> list[dict[str, str]]:
    return [{"to": to}]


@pytest.mark.parametrize("type_", NESTED)
def test_a_nested_value_may_be_a_key(type_: str) -> None:
    parents = table("p", typed("k", type_, required=True, unique=True))
    children = table(
        "c", typed("f", type_, required=True, unique=True, relationships=refers("p.k"))
    )

    rows = keeps(parents, children)
    assert rows["c"]


@pytest.mark.parametrize("type_", NESTED)
def test_a_nested_value_may_be_a_part_of_a_key(type_: str) -> None:
    one = typed("k", type_, primaryKey=True, primaryKeyPosition=1)
    two = typed("l", "INT", primaryKey=True, primaryKeyPosition=2)

    assert len(keeps(table("t", one, two))["t"]) == 8


@pytest.mark.parametrize("type_", NESTED)
def test_a_nested_value_may_refer_to_two_parents(type_: str) -> None:
    parents = table("p", typed("k", type_), typed("l", type_))
    keeps(parents, table("c", typed("f", type_, relationships=[*refers("p.k"), *refers("p.l")])))


@pytest.mark.parametrize("type_", NESTED)
def test_nested_keys_are_kept_where_rows_are_left_out(type_: str) -> None:
    parents = table("p", typed("k", type_), typed("l", "INT"), quality=[RULE])
    keeps(parents, table("c", typed("k", type_, relationships=refers("p.k")), quality=[RULE]))
    pair = [{"from": ["c.k", "c.m"], "to": ["p.k", "p.l"]}]
    both = table("c", typed("k", type_), typed("m", "INT"), relationships=pair, quality=[RULE])
    keeps(parents, both)


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("ARRAY<BIGINT>", "ARRAY<INT>"), ("STRING", "ARRAY<BIGINT>"), ("STRING", "DATE"),
        ("DOUBLE", "INT"), ("TIMESTAMP", "DATE"), ("INT", "BOOLEAN"), ("BINARY", "INT"),
        ("DECIMAL(38,10)", "DECIMAL(4,1)"), ("MAP<STRING, BIGINT>", "ARRAY<BIGINT>"),
        ("STRUCT<a: INT>", "STRUCT<b: INT>"),
    ],
)  # fmt: skip
def test_only_values_of_both_types_are_referred_to(parent: str, child: str) -> None:
    """A key without one has no value, where it needs none."""
    parents, children = typed("k", parent), typed("k", child, relationships=refers("p.k"))

    keeps(table("p", parents), table("c", children))
    keeps(table("p", parents, quality=[RULE]), table("c", children, typed("n", "INT")))


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("INT", 10**12), ("TINYINT", 300), ("SMALLINT", -40_000), ("BIGINT", 2**63),
        ("DECIMAL(4,1)", 10**6), ("DATE", "99999-01-01"), ("FLOAT", 1e300),
    ],
)  # fmt: skip
def test_an_example_that_the_type_does_not_have_is_left_out(type_: str, value: Any) -> None:
    rows = keeps(table("t", typed("k", type_, examples=[value])))["t"]

    assert value not in [row["k"] for row in rows]
    assert any(row["k"] is not None for row in rows)


@pytest.mark.parametrize("parent", ["STRING", "DATE", "TIMESTAMP", "INT", "ARRAY<INT>", "BINARY"])
def test_a_key_that_holds_json_refers_to_json_alone(parent: str) -> None:
    child = typed("k", "STRING", logicalType="object", relationships=refers("p.k"))
    child["properties"] = [{"name": "a", "logicalType": "integer"}]
    rows = keeps(table("p", typed("k", parent, required=True)), table("c", child))

    for row in rows["c"]:
        assert row["k"] is None or json.loads(row["k"]) is not None


def test_unique_keys_that_refer_to_their_own_table_and_another_keep_both() -> None:
    own = table(
        "c",
        typed("id", "INT", primaryKey=True),
        typed("f", "INT", unique=True, relationships=[*refers("c.id"), *refers("p.k")]),
    )
    keeps(table("p", typed("k", "INT", required=True)), own)


def test_tables_whose_unique_keys_refer_to_each_others_other_columns_have_rows() -> None:
    def one(name: str, other: str) -> dict[str, Any]:
        key = typed("f", "INT", required=True, unique=True, relationships=refers(f"{other}.id"))
        return table(name, typed("id", "INT", primaryKey=True), key)

    rows = keeps(one("a", "b"), one("b", "a"))
    assert rows["a"]
    assert rows["b"]


def test_columns_that_refer_alone_and_together_keep_all_of_it() -> None:
    """The keys of one column each share none, but for the key of both."""
    parents = table("p", typed("k", "INT", required=True), typed("l", "INT", required=True))
    ones = [typed(name, "INT", relationships=refers(f"p.{to}")) for name, to in ("ak", "bl")]
    both = [{"from": ["c.a", "c.b"], "to": ["p.k", "p.l"]}]

    rows = keeps(parents, table("c", *ones, relationships=both))
    assert any(row["a"] is not None and row["b"] is not None for row in rows["c"])


def flag(name: str, **more: Any) -> dict[str, Any]:
    """An object of two different values."""
    on = {"name": "on", "logicalType": "boolean", "required": True}
    return {"name": name, "logicalType": "object", "properties": [on], **more}


def test_a_key_of_objects_has_as_many_rows_as_they_have_combinations() -> None:
    keys = [
        flag(name, primaryKey=True, primaryKeyPosition=number)
        for number, name in enumerate("ab", 1)
    ]

    assert len(keeps(table("t", *keys))["t"]) == 4


def test_items_and_keys_that_are_objects_are_different() -> None:
    options = {"minItems": 2, "uniqueItems": True}
    items = {"name": "k", "logicalType": "array", "logicalTypeOptions": options}
    by_flag = {"key": flag("key"), "value": {"name": "value", "logicalType": "integer"}}

    rows = keeps(
        table("t", {**items, "required": True, "items": flag("items", required=True)}),
        table("u", {"name": "k", "logicalType": "map", "map": by_flag}),
    )
    assert {len(row["k"]) for row in rows["t"]} == {2}
