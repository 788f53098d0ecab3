"""What holds for all contracts, tried on those that Hypothesis makes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inseam.documents.yaml_document import read_yaml
from inseam.gate.compare import Verdict, compare
from inseam.gate.grade import Bump, Grade
from testkit.contract_strategies import contracts
from testkit.gate_case import ALONE

Json = dict[str, Any]
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Without those of the version: what they say depends on all changes together.
OF_VERSIONS = ("version-", "major-", "removed-without-deprecation")


def verdict(old: Json, new: Json) -> Verdict:
    documents = [
        read_yaml(name, json.dumps(value).encode()) for name, value in (("a", old), ("b", new))
    ]
    return compare(documents[0], documents[1], ALONE)


def found(old: Json, new: Json) -> set[tuple[str, Grade, Bump, str, str]]:
    """All that is found, without its places."""
    return {
        (change.rule, change.grade, change.bump, change.element, change.reason)
        for change in verdict(old, new).changes
        if not change.rule.startswith(OF_VERSIONS)
    }


@FEW
@given(contracts())
def test_a_contract_is_no_change_of_itself(contract: Json) -> None:
    assert verdict(contract, copy.deepcopy(contract)).changes == ()


def shuffled(value: Any, order: Callable[[list[Any]], list[Any]], key: str = "") -> Any:
    """The same with keys, and entries of lists that are sets, in another order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name], order, name) for name in order(list(value))}
    if isinstance(value, list):
        parts = [shuffled(part, order) for part in value]
        sets = {
            "schema",
            "properties",
            "servers",
            "quality",
            "relationships",
            "enum",
            "validValues",
        }
        # The names in the arguments of a rule, and pairs of columns, have an order.
        if key in sets and all(isinstance(part, dict) for part in parts):
            return order(parts)
        return parts
    return value


@FEW
@given(contracts(), contracts(), st.randoms(use_true_random=False))
def test_the_order_of_keys_and_elements_does_not_matter(old: Json, new: Json, random: Any) -> None:
    def order(parts: list[Any]) -> list[Any]:
        mixed: list[Any] = random.sample(parts, len(parts))
        return mixed

    plain = {one for one in found(old, new) if one[0] != "column-reordered"}
    other = {
        one
        for one in found(shuffled(old, order), shuffled(new, order))
        if one[0] != "column-reordered"
    }

    assert {one[:4] for one in plain} == {one[:4] for one in other}


# Other spellings of what a column says.


def _with_rule(column: Json, rule: Json) -> Json:
    return {**column, "quality": [*column.get("quality", []), rule]}


def unique_as_a_rule(column: Json) -> Json:
    if not column.get("unique"):
        return column
    rest = {key: value for key, value in column.items() if key != "unique"}
    return _with_rule(rest, {"metric": "duplicateValues", "mustBeLessThan": 1})


def required_as_a_rule(column: Json) -> Json:
    if not column.get("required"):
        return column
    rest = {key: value for key, value in column.items() if key != "required"}
    return _with_rule(rest, {"type": "library", "rule": "nullCheck", "mustBeLessOrEqualTo": 0})


def enum_as_a_rule(column: Json) -> Json:
    if "enum" not in column:
        return column
    rest = {key: value for key, value in column.items() if key != "enum"}
    values = [entry["value"] for entry in reversed(column["enum"])]
    arguments = {"validValues": values}
    return _with_rule(rest, {"metric": "invalidValues", "arguments": arguments, "mustBe": 0})


def pattern_as_a_rule(column: Json) -> Json:
    options = column.get("logicalTypeOptions", {})
    if "pattern" not in options:
        return column
    kept = {key: value for key, value in options.items() if key != "pattern"}
    rule = {"metric": "invalidValues", "arguments": {"pattern": options["pattern"]}, "mustBe": 0}
    return _with_rule({**column, "logicalTypeOptions": kept}, rule)


def type_in_another_case(column: Json) -> Json:
    aliases = {"INT": "integer", "BIGINT": "long", "DECIMAL(10,0)": "numeric(10)"}
    written = column.get("physicalType")
    return {**column, "physicalType": aliases.get(written, written.lower())} if written else column


def bound_as_open(column: Json) -> Json:
    options = dict(column.get("logicalTypeOptions", {}))
    if column.get("logicalType") != "integer" or "minimum" not in options:
        return column
    options["exclusiveMinimum"] = options.pop("minimum") - 1
    return {**column, "logicalTypeOptions": options}


SPELLINGS = (
    unique_as_a_rule,
    required_as_a_rule,
    enum_as_a_rule,
    pattern_as_a_rule,
    type_in_another_case,
    bound_as_open,
)


def respelled(contract: Json, spellings: list[Callable[[Json], Json]]) -> Json:
    def column(entry: Json) -> Json:
        for spelling in spellings:
            entry = spelling(entry)
        return entry

    return contract | {
        "schema": [
            table | {"properties": [column(entry) for entry in table["properties"]]}
            for table in contract["schema"]
        ]
    }


@FEW
@given(contracts(), st.lists(st.sampled_from(SPELLINGS), unique=True, min_size=1))
def test_every_spelling_of_the_same_guarantee_is_equal(
    contract: Json, spellings: list[Callable[[Json], Json]]
) -> None:
    other = respelled(contract, spellings)

    assert verdict(contract, other).changes == ()
    assert verdict(other, contract).changes == ()


# Changes of one column each, that no other can undo.


def _without(column: Json, key: str) -> Json:
    return {name: value for name, value in column.items() if name != key}


def dropped(column: Json) -> Json | None:
    return None


def retyped(column: Json) -> Json:
    other = "boolean" if column["logicalType"] != "boolean" else "string"
    kept = {"name", "physicalName", "required"}
    return {key: value for key, value in column.items() if key in kept} | {"logicalType": other}


def deprecated(column: Json) -> Json:
    return {**column, "deprecated": True}


def encrypted(column: Json) -> Json:
    return {**column, "encryptedName": "secret"}


def classified(column: Json) -> Json:
    return {**column, "classification": "restricted"}


def loosened(column: Json) -> Json:
    """Without the rule that would still say that it is required."""
    if not column.get("required"):
        return encrypted(column)
    rules = [rule for rule in column.get("quality", []) if rule.get("metric") != "nullValues"]
    return _without(column, "required") | {"quality": rules}


MUTATIONS = (dropped, retyped, deprecated, encrypted, classified, loosened)


def mutated(
    contract: Json, place: tuple[int, int], mutation: Callable[[Json], Json | None]
) -> Json:
    table, column = place
    changed = copy.deepcopy(contract)
    properties = changed["schema"][table]["properties"]
    result = mutation(properties[column])
    properties[column : column + 1] = [] if result is None else [result]
    return changed


def free_columns(contract: Json) -> list[tuple[int, int]]:
    """Those that are not part of a key or a reference, which bind columns to each other."""
    text = json.dumps([table.get("relationships", []) for table in contract["schema"]])
    return [
        (number, position)
        for number, table in enumerate(contract["schema"])
        for position, column in enumerate(table["properties"])
        if not column.get("primaryKey")
        and "relationships" not in column
        and f'{column["name"]}"' not in text
        and f'.{column["name"]}"' not in text
    ]


@FEW
@given(st.data())
def test_every_mutation_is_found(data: st.DataObject) -> None:
    contract = data.draw(contracts())
    place = data.draw(st.sampled_from(free_columns(contract)))
    mutation = data.draw(st.sampled_from(MUTATIONS))

    assert found(contract, mutated(contract, place, mutation))


@FEW
@given(st.data())
def test_of_two_changes_apart_all_is_found_that_is_found_of_each(data: st.DataObject) -> None:
    contract = data.draw(contracts().filter(lambda one: len(free_columns(one)) >= 2))
    places = free_columns(contract)
    # The later column first, so that a dropped one does not move the other.
    second = data.draw(st.sampled_from(places[1:]))
    first = data.draw(st.sampled_from(places[: places.index(second)]))
    changes = data.draw(st.tuples(st.sampled_from(MUTATIONS), st.sampled_from(MUTATIONS)))

    one = found(contract, mutated(contract, second, changes[0]))
    other = found(contract, mutated(contract, first, changes[1]))
    both = mutated(mutated(contract, second, changes[0]), first, changes[1])

    together = found(contract, both)
    assert together == one | other
    worst = max((grade.rank for _, grade, *_ in together), default=0)
    assert worst == max(grade.rank for _, grade, *_ in one | other)


@FEW
@given(contracts(), st.data())
def test_what_breaks_one_way_is_another_rule_the_other_way(contract: Json, data: Any) -> None:
    place = data.draw(st.sampled_from(free_columns(contract)))
    changed = mutated(contract, place, dropped)

    there = {rule for rule, *_ in found(contract, changed)}
    back = {rule for rule, *_ in found(changed, contract)}

    assert "column-removed" in there
    assert "column-added" in back
    assert "column-removed" not in back
