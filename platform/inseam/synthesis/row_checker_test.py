"""Rows that break one statement are found out, for every statement that is made."""

from __future__ import annotations

import copy
import datetime as dt
import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings

from inseam.documents.element_path import format_path
from inseam.odcs.contract import Contract, Property
from inseam.synthesis.references import foreign_keys
from inseam.synthesis.synthesise_test import column, contract, made, read, table
from inseam.synthesis.unsatisfiable import TableKey
from testkit.contract_strategies import contracts
from testkit.row_checker import violations

# Each is checked once for every statement that it makes.
EXAMPLES = max(int(os.environ.get("INSEAM_GENERATED_CONTRACTS", "50")) // 4, 1)
Rows = dict[TableKey, pa.Table]


@given(contracts())
@settings(max_examples=EXAMPLES)
def test_breaking_a_statement_is_found_at_its_element(value: dict[str, Any]) -> None:
    described = read(value)
    tables = dict(made(value).tables)

    for element, mutant in mutants(described, tables):
        found = {violation.element for violation in violations([described], mutant)}
        assert element in found, element


def mutants(described: Contract, tables: Rows) -> Iterator[tuple[str, Rows]]:
    """Rows that break the statement at an element, and few others."""
    for object_ in described.objects:
        key = (described.id, object_.physical_name)
        rows = tables[key]
        if len(rows) < 2:
            continue
        for position, stated in enumerate(object_.properties):
            for path, values in _broken(stated, rows.column(position)):
                try:
                    array = pa.array(values, rows.schema.field(position).type)
                except (pa.ArrowInvalid, OverflowError):
                    continue  # the type itself keeps such values out
                broken = rows.set_column(position, rows.column_names[position], array)
                yield format_path(path), {**tables, key: broken}
        for rule in object_.constraints.rules:
            if rule.metric == "rowCount" and rule.threshold and not rule.threshold.allows(0):
                yield format_path(rule.path), {**tables, key: rows.slice(0, 0)}
        if primary := object_.primary_key:
            element = format_path((*primary[0].path, "primaryKey"))
            yield element, {**tables, key: pa.concat_tables([rows, rows.slice(0, 1)])}
    for found in foreign_keys([described])[0]:
        if found.table == found.target:
            continue
        parents, children = tables[found.target], tables[found.table]
        if any(children.column(n).null_count == len(children) for n in found.columns):
            continue
        if len(children.select(list(found.columns)).drop_null()):
            yield format_path(found.place.path), {**tables, found.target: parents.slice(0, 0)}


def _broken(stated: Property, values: pa.ChunkedArray) -> Iterator[tuple[Any, list[Any]]]:
    """Values that break a statement of the column, with the statement's path."""
    has = values.to_pylist()
    known = [value for value in has if value is not None]
    if stated.required and stated.primary_key_position is None:
        yield (*stated.path, "required"), [None, *has[1:]]
    if not known:
        return
    if stated.unique and len(known) > 1:
        yield (*stated.path, "unique"), [known[0], known[0], *has[2:]]
    if stated.constraints.enum is not None:
        for other in ("no such value",):
            yield stated.constraints.enum.path, [other, *has[1:]]
    for name, option in stated.constraints.options.items():
        if (value := _breaking(stated, name, option.value, known[0])) is not None:
            yield option.path, [value, *has[1:]]
    for rule in stated.constraints.rules:
        if rule.threshold is None:
            continue
        if rule.metric == "nullValues" and rule.threshold.high is not None:
            yield rule.path, [None] * len(has)
        if rule.metric == "nullValues" and not rule.threshold.allows(0):
            yield rule.path, [known[0]] * len(has)
        if rule.metric == "missingValues":
            yield rule.path, [""] * len(has)
        if rule.metric == "invalidValues":
            yield rule.path, ["§ no such value §"] * len(has)
        if rule.metric == "duplicateValues" and not rule.threshold.allows(1) and len(has) > 1:
            yield rule.path, [known[0]] * len(has)


def _breaking(stated: Property, option: str, bound: Any, known: Any) -> Any:
    """A value that breaks the option; None where this test has none."""
    if option in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        away = 0 if option.startswith("exclusive") else -1 if option == "minimum" else 1
        if stated.logical_type in ("integer", "number"):
            value = Decimal(str(bound)) + away
            return (
                float(value)
                if isinstance(known, float)
                else (int(value) if isinstance(known, int) else value)
            )
        if stated.logical_type == "date":
            return dt.date.fromisoformat(bound) + dt.timedelta(days=away)
        if stated.logical_type == "timestamp":
            return dt.datetime.fromisoformat(bound) + dt.timedelta(seconds=away)
        return dt.time(7) if away < 0 else dt.time(18)
    if option == "multipleOf":
        half = Decimal(str(bound)) / 2
        broken = Decimal(str(known)) + half
        if isinstance(known, int):
            return known + 1 if bound > 1 else None
        return (
            float(broken)
            if isinstance(known, float)
            else round(broken, 2)
            if (round(half, 2) == half)
            else None
        )
    texts = {"minLength": "x" * (bound - 1) if option == "minLength" and bound else None,
             "maxLength": "x" * (bound + 1) if option == "maxLength" else None}  # fmt: skip
    if option in texts:
        return texts[option]
    if option == "pattern":
        return "§"
    if option == "format" and bound != "password":
        return "§ no such thing §"
    if option == "minItems":
        return [] if bound else None
    if option == "maxItems":
        return (known or [None]) * (bound + 2)
    if option == "uniqueItems" and bound:
        first = [item for item in known if item is not None]
        return first[:1] * 2 if first else None
    return None


@pytest.mark.parametrize(
    ("stated", "good", "bad", "element"),
    [
        # datacontract-cli lets all of these through
        (column("a", logicalTypeOptions={"format": "uuid"}),
         ["550e8400-e29b-41d4-a716-446655440000"], ["550e8400"], "logicalTypeOptions.format"),
        (column("a", logicalTypeOptions={"format": "email"}), ["a@b.de"], ["a@b@c"],
         "logicalTypeOptions.format"),
        (column("a", logicalTypeOptions={"format": "ipv4"}), ["10.0.0.1"], ["10.0.0.256"],
         "logicalTypeOptions.format"),
        (column("a", "integer", logicalTypeOptions={"multipleOf": 5}), [10], [11],
         "logicalTypeOptions.multipleOf"),
        (column("a", "number", logicalTypeOptions={"multipleOf": 0.1}), [0.3], [0.35],
         "logicalTypeOptions.multipleOf"),
        (column("a", "integer"), [1], [1.0], "logicalType"),
        (column("a", "timestamp", logicalTypeOptions={"timezone": False}),
         pa.array([0], pa.timestamp("us")), pa.array([0], pa.timestamp("us", tz="UTC")),
         "logicalType"),
        (column("a", physicalType="VARCHAR(2)"), ["ab"], ["abc"], "physicalType"),
        (column("a", "integer", logicalTypeOptions={"format": "u8"}), [255], [256],
         "logicalTypeOptions.format"),
    ],
)  # fmt: skip
def test_what_datacontract_cli_lets_through_is_found(
    stated: dict[str, Any], good: Any, bad: Any, element: str
) -> None:
    described = read(contract(table("t", stated)))

    def found(values: Any) -> list[str]:
        rows = {("shop-v1", "t"): pa.table({"a": values})}
        return [violation.element for violation in violations([described], rows)]

    assert found(good) == []
    assert found(bad) == [f"schema[0].properties[0].{element}"]


def test_fields_of_nested_values_are_checked() -> None:
    fields = [column("n", "integer", required=True, logicalTypeOptions={"minimum": 1})]
    of_lists = column("a", "array", items={"logicalType": "object", "properties": fields})
    described = read(contract(table("t", of_lists)))

    def found(values: list[Any]) -> list[str]:
        type_ = pa.list_(pa.struct([("n", pa.int64())]))
        rows = {("shop-v1", "t"): pa.table({"a": pa.array(values, type_)})}
        return [violation.element for violation in violations([described], rows)]

    field = "schema[0].properties[0].items.properties[0]"
    assert found([[{"n": 1}], []]) == []
    assert found([[{"n": None}]]) == [f"{field}.required"]
    assert found([[{"n": 0}]]) == [f"{field}.logicalTypeOptions.minimum"]


def test_parents_of_another_contract_are_looked_for() -> None:
    parents = contract(table("parents", column("id", "integer")), id="crm-v1")
    child = column("p", "integer", relationships=[{"to": "crm-v1.odcs.yaml#parents.id"}])
    both = [read(parents), read(contract(table("t", child)))]

    def found(values: list[Any]) -> list[str]:
        rows = {
            ("crm-v1", "parents"): pa.table({"id": [1, 2]}),
            ("shop-v1", "t"): pa.table({"p": pa.array(values, pa.int64())}),
        }
        return [violation.element for violation in violations(both, rows)]

    assert found([1, None]) == []
    assert found([3]) == ["schema[0].properties[0].relationships[0]"]


def test_a_missing_column_is_found() -> None:
    described = read(contract(table("t", column("a"), column("b"))))
    found = violations([described], {("shop-v1", "t"): pa.table({"a": ["x"]})})

    assert [violation.element for violation in found] == ["schema[0].properties[1]"]


def test_rows_are_left_as_they_are() -> None:
    value = contract(table("t", column("a")))
    tables = dict(made(value).tables)
    before = copy.copy(tables)
    violations([read(value)], tables)

    assert tables == before
