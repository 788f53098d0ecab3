from __future__ import annotations

from typing import Any

import pytest

from inseam.documents.locate import with_line
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.synthesis.synthesise import synthesise
from inseam.synthesis.synthesise_test import AS_OF, column, contract, made, table
from inseam.synthesis.unsatisfiable import CannotSynthesise

COLUMN = "schema[0].properties[0]"
OPTIONS = f"{COLUMN}.logicalTypeOptions"


def elements(*tables: dict[str, Any]) -> set[str]:
    """The elements that the findings of the refusal are at."""
    with pytest.raises(CannotSynthesise) as caught:
        made(contract(*tables), rows=10)
    return {found.element for found in caught.value.at_elements}


def of(logical_type: str, options: dict[str, Any], **more: Any) -> set[str]:
    return elements(table("t", column("a", logical_type, logicalTypeOptions=options, **more)))


CASES: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    ("integer", {"minimum": 5, "maximum": 4}, {}, {"minimum", "maximum"}),
    ("integer", {"exclusiveMinimum": 5, "exclusiveMaximum": 6}, {},
     {"exclusiveMinimum", "exclusiveMaximum"}),
    ("number", {"exclusiveMinimum": 1.5, "maximum": 1.5}, {}, {"exclusiveMinimum", "maximum"}),
    ("date", {"minimum": "2025-01-02", "maximum": "2025-01-01"}, {}, {"minimum", "maximum"}),
    ("timestamp", {"minimum": "2025-01-02T00:00:00Z", "maximum": "2025-01-02T00:30:00+01:00"}, {},
     {"minimum", "maximum"}),
    ("time", {"minimum": "12:00", "maximum": "11:00"}, {}, {"minimum", "maximum"}),
    ("string", {"minLength": 3, "maxLength": 2}, {}, {"minLength", "maxLength"}),
    ("string", {"pattern": "^[A-Z]{3}$", "maxLength": 2}, {}, {"pattern", "maxLength"}),
    ("string", {"pattern": "^[A-Z]{3}$", "minLength": 4}, {}, {"pattern", "minLength"}),
    ("string", {"pattern": "^x+$", "format": "uuid"}, {}, {"pattern", "format"}),
    ("string", {"format": "uuid", "maxLength": 20}, {}, {"format", "maxLength"}),
    ("array", {"minItems": 3, "maxItems": 2}, {"items": column("items")}, {"minItems", "maxItems"}),
]  # fmt: skip


@pytest.mark.parametrize(("logical_type", "options", "more", "expected"), CASES)
def test_options_that_leave_no_value_are_both_named(
    logical_type: str, options: dict[str, Any], more: dict[str, Any], expected: set[str]
) -> None:
    assert of(logical_type, options, **more) == {f"{OPTIONS}.{name}" for name in expected}


def test_a_multiple_out_of_range_is_named_with_the_range() -> None:
    found = of("integer", {"multipleOf": 100, "minimum": 101, "maximum": 199})

    assert {f"{OPTIONS}.{n}" for n in ("multipleOf", "minimum", "maximum")} <= found


def test_a_bound_that_the_type_does_not_reach_is_named_with_the_type() -> None:
    found = of("integer", {"minimum": 1_000}, physicalType="TINYINT")

    assert found == {f"{OPTIONS}.minimum", f"{COLUMN}.physicalType"}


def test_a_length_that_the_type_does_not_hold_is_named_with_the_type() -> None:
    found = of("string", {"minLength": 9}, physicalType="VARCHAR(8)")

    assert found == {f"{OPTIONS}.minLength", f"{COLUMN}.physicalType"}


def test_listed_values_out_of_bounds_are_named_with_the_bounds() -> None:
    found = of("integer", {"minimum": 10}, enum=[{"value": 1}])

    assert found == {f"{OPTIONS}.minimum", f"{COLUMN}.enum"}


def test_two_lists_without_a_common_value_are_both_named() -> None:
    rule = {"metric": "invalidValues", "arguments": {"validValues": ["b"]}, "mustBe": 0}
    found = elements(table("t", column("a", enum=[{"value": "a"}], quality=[rule])))

    assert {f"{COLUMN}.enum", f"{COLUMN}.quality[0]"} <= found


def test_one_value_for_a_unique_column_of_ten_rows_is_refused() -> None:
    found = elements(table("t", column("a", required=True, unique=True, enum=[{"value": "x"}])))

    assert found == {f"{COLUMN}.unique", f"{COLUMN}.enum"}


def test_a_key_of_columns_with_too_few_values_is_refused() -> None:
    flag = column("b", "boolean", primaryKey=True, primaryKeyPosition=2)
    one = column("a", primaryKey=True, primaryKeyPosition=1, enum=[{"value": "x"}])

    assert f"{COLUMN}.primaryKey" in elements(table("t", one, flag))


def test_a_required_column_that_must_have_nulls_is_refused() -> None:
    rule = {"metric": "nullValues", "mustBeGreaterThan": 0}
    found = elements(table("t", column("a", required=True, quality=[rule])))

    assert found == {f"{COLUMN}.required", f"{COLUMN}.quality[0]"}


def test_numbers_of_rows_that_exclude_each_other_are_both_named() -> None:
    rules = [
        {"metric": "rowCount", "mustBeGreaterThan": 10},
        {"metric": "rowCount", "mustBeLessThan": 5},
    ]
    found = elements(table("t", column("a"), quality=rules))

    assert found == {"schema[0].quality[0]", "schema[0].quality[1]"}


def test_required_keys_in_a_cycle_are_all_named() -> None:
    def key(to: str) -> dict[str, Any]:
        return column("id", "integer", primaryKey=True, relationships=[{"to": f"{to}.id"}])

    found = elements(table("a", key("b")), table("b", key("c")), table("c", key("a")))

    assert found == {f"schema[{n}].properties[0].relationships[0]" for n in range(3)}


def test_a_parent_whose_keys_do_not_fit_is_named() -> None:
    parent = table("p", column("id", primaryKey=True, logicalTypeOptions={"pattern": "^a+$"}))
    child = column(
        "p", required=True, logicalTypeOptions={"pattern": "^b+$"}, relationships=[{"to": "p.id"}]
    )
    found = elements(parent, table("t", child))

    assert "schema[1].properties[0].relationships[0]" in found


def test_a_pattern_that_re2_lacks_is_named() -> None:
    assert of("string", {"pattern": "^(?=a)b$"}) == {f"{OPTIONS}.pattern"}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    bad = {"minimum": 2, "maximum": 1}
    found = elements(
        table("a", column("x", "integer", logicalTypeOptions=bad)),
        table("b", column("y", "integer", logicalTypeOptions=bad)),
    )

    assert {element.split(".")[0] for element in found} == {"schema[0]", "schema[1]"}


def test_the_lines_of_both_are_found_in_the_file() -> None:
    text = b"""apiVersion: v3.1.0
kind: DataContract
id: a-v1
schema:
- name: t
  properties:
  - name: a
    logicalType: integer
    logicalTypeOptions:
      minimum: 5
      maximum: 4
"""
    document = read_yaml("a-v1.odcs.yaml", text)
    with pytest.raises(CannotSynthesise) as caught:
        synthesise([read_contract(document)], rows=1, seed=1, as_of=AS_OF)

    found = [with_line(f.finding, f.element, document) for f in caught.value.at_elements]
    assert [f.line for f in found] == [10, 11]
    assert "minimum 5 and maximum 4" in found[0].message


def test_unique_objects_of_too_few_kinds_are_named() -> None:
    flags = column("f", "object", required=True, unique=True)
    flags["properties"] = [column("on", "boolean", required=True)]
    assert f"{COLUMN}.unique" in elements(table("t", flags))


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("INT", 10**12), ("TINYINT", 300), ("SMALLINT", -40_000), ("BIGINT", 2**63),
        ("DECIMAL(4,1)", 10**6), ("DATE", "99999-01-01"), ("TIMESTAMP", "2020-13-01"),
        ("BOOLEAN", 2),
    ],
)  # fmt: skip
def test_listed_values_that_the_type_does_not_have_are_named_with_it(
    type_: str, value: Any
) -> None:
    listed = {"name": "a", "physicalType": type_, "enum": [{"value": value}]}

    assert elements(table("t", listed)) == {f"{COLUMN}.enum", f"{COLUMN}.physicalType"}


def test_a_column_all_of_whose_values_count_as_missing_is_named() -> None:
    rule = {"metric": "missingValues", "arguments": {"missingValues": [True, False]}, "mustBe": 0}
    found = elements(table("t", column("a", "boolean", quality=[rule])))

    assert found == {f"{COLUMN}.quality[0]"}


def test_more_items_than_their_type_has_values_are_named() -> None:
    flag = column("items", "object", required=True)
    flag["properties"] = [column("on", "boolean", required=True)]

    found = of("array", {"minItems": 3, "uniqueItems": True}, items=flag)
    assert found == {f"{OPTIONS}.minItems", f"{OPTIONS}.uniqueItems"}


@pytest.mark.parametrize(
    ("parent", "child"),
    [("ARRAY<BIGINT>", "INT"), ("MAP<STRING, BIGINT>", "ARRAY<BIGINT>"), ("BINARY", "INT")],
)
def test_a_parent_of_a_type_that_is_never_the_childs_is_named(parent: str, child: str) -> None:
    key = column("p", required=True, physicalType=child, relationships=[{"to": "p.id"}])
    found = elements(
        table("p", column("id", physicalType=parent, primaryKey=True)), table("t", key)
    )

    place = "schema[1].properties[0]"
    assert {f"{place}.relationships[0]", f"{place}.required"} == found
