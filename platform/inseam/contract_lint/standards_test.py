"""The schemas that packages carry are those of the versions that we name as known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from inseam.contract_lint.json_schema import violations
from inseam.contract_lint.standards import STANDARDS, Standard, schema_of, standard_of
from inseam.documents.yaml_document import read_yaml

VERSIONS = [
    pytest.param(kind, version, standard, id=f"{kind} {version}")
    for kind, versions in STANDARDS.items()
    for version, standard in versions.items()
]


@pytest.mark.parametrize("kind, version, standard", VERSIONS)
def test_a_known_version_has_a_schema_that_knows_it(
    kind: str, version: str, standard: Standard
) -> None:
    properties = schema_of(standard)["properties"]
    assert version in properties["apiVersion"]["enum"]
    assert properties["kind"]["enum"] == [kind]


def keywords(schema: Any, *, of_names: bool = False) -> set[str]:
    """The keywords of a schema, and of all schemas in it."""
    if isinstance(schema, list):
        return {keyword for part in schema for keyword in keywords(part)}
    if not isinstance(schema, dict):
        return set()
    found = set() if of_names else set(schema)
    for key, part in schema.items():
        names = not of_names and key in ("properties", "$defs")
        if of_names or key not in ("default", "examples", "const", "enum"):
            found |= keywords(part, of_names=names)
    return found


@pytest.mark.parametrize("kind, version, standard", VERSIONS)
def test_a_schema_says_nothing_that_would_be_passed_over(
    kind: str, version: str, standard: Standard
) -> None:
    """A schema of a newer package may use more than the sentences and the limits are made for."""
    unknown = keywords(schema_of(standard)) & {"$dynamicRef", "$recursiveRef", "$anchor"}
    assert unknown == set()


def nested(depth: int) -> dict[str, Any]:
    column: dict[str, Any] = {"name": "x", "logicalType": "string", "nonsense": 1}
    for _ in range(depth):
        column = {"name": "x", "logicalType": "object", "properties": [column]}
    head = {"kind": "DataContract", "id": "x", "version": "1.0.0", "status": "draft"}
    return {**head, "apiVersion": "v3.1.0", "schema": [{"name": "o", "properties": [column]}]}


@pytest.mark.parametrize("depth", [1, 2, 20])
def test_a_fault_is_found_at_any_depth_with_its_place(depth: int) -> None:
    """A validator that evaluates each level again would need three to the power of twenty steps."""
    found = violations(nested(depth), schema_of(STANDARDS["DataContract"]["v3.1.0"]))

    place = ("schema", 0, "properties", 0, *("properties", 0) * depth)
    assert place in {violation.path for violation in found}


def test_what_an_alias_stands_for_has_its_faults_at_each_place() -> None:
    shared = {"name": "x", "required": "yes", "quality": [{"metric": "rowCount", "mustBe": 1}]}
    value = nested(0) | {"schema": [{"name": "o", "properties": [shared, shared]}]}

    found = violations(value, schema_of(STANDARDS["DataContract"]["v3.1.0"]))

    places = [violation.path for violation in found if violation.keyword == "type"]
    assert places == [("schema", 0, "properties", index, "required") for index in (0, 1)]


GOLDEN = Path(__file__).parent / "testdata" / "rules"
# A plain validator would take these till tomorrow, or gives more violations than are kept.
NOT_COMPARED = ("standard-too-large", "standard-too-many")
COMPARED = [
    pytest.param(path, id=str(path.relative_to(GOLDEN).parent))
    for path in sorted(GOLDEN.rglob("*.yaml"))
    if not path.relative_to(GOLDEN).parts[0].startswith(NOT_COMPARED)
]


@pytest.mark.parametrize("path", COMPARED)
def test_a_plain_validator_finds_the_same(path: Path) -> None:
    document = read_yaml(str(path), path.read_bytes())
    standard = standard_of(document)
    if not isinstance(standard, Standard):
        pytest.skip("follows no standard that is known")

    plain = Draft201909Validator(schema_of(standard)).iter_errors(document.value)

    expected = Counter((str(e.validator), tuple(e.absolute_path)) for e in plain)
    found = violations(document.value, schema_of(standard))
    assert Counter((v.keyword, v.path) for v in found) == expected
