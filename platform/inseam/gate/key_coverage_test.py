from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import open_data_contract_standard
import pytest

from inseam.documents.yaml_document import Path, read_yaml
from inseam.gate.catalogue import BY_ID
from inseam.gate.compare import Verdict, compare
from inseam.gate.key_coverage import NEVER, RULES_OF, rules_of
from testkit.gate_case import ALONE

SCHEMA = json.loads((files(open_data_contract_standard) / "schema.json").read_text())
# What stands below these is a thing of its own, at whatever place it stands.
OPAQUE = {"authoritativeDefinitions", "customProperties", "tags", "context", "synonyms", "team"}
COLUMN = "schema[].properties[]"


def definition(reference: str) -> dict[str, Any]:
    target: dict[str, Any] = SCHEMA
    for step in reference.split("/")[1:]:
        target = target[step]
    return target


def leaves_of_the_standard() -> set[str]:
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()

    def walk(schema: dict[str, Any], path: str) -> None:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            if name in ("SchemaBaseProperty", "SchemaProperty", "SchemaItemProperty"):
                path = COLUMN
            if (name, path) in seen:
                return
            seen.add((name, path))
            walk(definition(schema["$ref"]), path)
        for key, part in schema.get("properties", {}).items():
            if not (isinstance(part, dict) and part.keys() == {"const"}):
                below(part, f"{path}.{key}" if path else key)
        for combined in ("allOf", "oneOf", "anyOf"):
            for part in schema.get(combined, []):
                walk(part, path)
        for branch in ("then", "else"):
            if branch in schema:
                walk(schema[branch], path)

    def below(part: dict[str, Any], path: str) -> None:
        key = path.rsplit(".", 1)[-1]
        if part.keys() & {"$ref"} and "items" in (target := definition(part["$ref"])):
            part = target
        if key in OPAQUE or not composite(part):
            found.add(path)
        elif part.get("type") == "array" or "items" in part:
            below_or_leaf(part["items"], f"{path}[]")
        else:
            before = len(found) + len(seen)
            walk(part, path)
            if len(found) + len(seen) == before and "$ref" not in part:
                found.add(path)

    def below_or_leaf(part: dict[str, Any], path: str) -> None:
        if composite(part):
            walk(part, path)
        else:
            found.add(path.removesuffix("[]"))

    def composite(part: dict[str, Any]) -> bool:
        resolved = part
        while "$ref" in resolved:
            target = definition(resolved["$ref"])
            if "properties" in resolved or "properties" in target or "allOf" in target:
                return True
            resolved = target
        if "items" in resolved:
            items = resolved["items"]
            return composite(items) if isinstance(items, dict) else False
        return bool(resolved.get("properties") or resolved.get("allOf"))

    walk(SCHEMA, "")
    # The same columns, in whatever they are nested.
    found = {leaf for leaf in found if ".items" not in leaf and ".map" not in leaf}
    found -= {leaf for leaf in found if any(other.startswith(f"{leaf}.") for other in found)}
    return found - {f"{COLUMN}.relationships[].from"}  # named, and forbidden


LEAVES = leaves_of_the_standard()


def test_the_standard_has_been_read() -> None:
    assert len(LEAVES) > 150
    assert {"status", f"{COLUMN}.required", "servers[].catalog", "schema[].quality[].mustBe"} <= (
        LEAVES
    )


@pytest.mark.parametrize("leaf", sorted(LEAVES))
def test_every_key_of_the_standard_has_a_rule_or_a_reason_for_none(leaf: str) -> None:
    rules = rules_of(leaf)

    assert rules is None or set(rules) <= BY_ID.keys()


def test_no_key_is_listed_that_the_standard_has_not() -> None:
    listed = {leaf for leaf in (*RULES_OF, *NEVER) if "*" not in leaf}

    assert listed - LEAVES == set()


def test_no_key_is_on_both_lists() -> None:
    assert RULES_OF.keys() & NEVER.keys() == set()


# A contract that has every key of the standard at least once, each of them once.

_RULES: list[dict[str, Any]] = [
    {"id": "q0", "metric": "rowCount", "mustBe": 7, "severity": "warning", "unit": "percent"},
    {"id": "q1", "metric": "rowCount", "mustNotBe": 7},
    {"id": "q2", "metric": "rowCount", "mustBeGreaterThan": 7},
    {"id": "q3", "metric": "rowCount", "mustBeGreaterOrEqualTo": 7},
    {"id": "q4", "metric": "rowCount", "mustBeLessThan": 7},
    {"id": "q5", "metric": "rowCount", "mustBeLessOrEqualTo": 7},
    {"id": "q6", "metric": "rowCount", "mustBeBetween": [7, 9]},
    {"id": "q7", "metric": "rowCount", "mustNotBeBetween": [7, 9]},
    {"id": "q8", "rule": "rowCount", "mustBe": 7},
    {"id": "q9", "type": "sql", "query": "select 1", "mustBe": 7, "unit": "rows"},
    {"id": "qa", "type": "custom", "engine": "soda", "implementation": "freshness(a) < 1d"},
    {"id": "qb", "metric": "duplicateValues", "arguments": {"properties": ["a", "b"]}, "mustBe": 0},
]
_HEADINGS = {
    "description": "Words.",
    "authoritativeDefinitions": [{"url": "https://a.example.com", "type": "definition"}],
    "customProperties": [{"property": "own", "value": 1}],
    "tags": ["one"],
}
_ELEMENT = {**_HEADINGS, "businessName": "Name", "synonyms": [{"synonym": "other"}]}
_QUALITY: list[dict[str, Any]] = [
    {
        **_HEADINGS,
        "businessImpact": "None.",
        "dimension": "coverage",
        "method": "none",
        "name": rule["id"],
        "schedule": "0 1 * * *",
        "scheduler": "cron",
        **rule,
    }
    for rule in _RULES
]
_OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("string", {"minLength": 2, "maxLength": 9, "pattern": "^a+$", "format": "email"}),
    ("integer", {"minimum": 2, "maximum": 9, "multipleOf": 2, "format": "i32"}),
    ("number", {"exclusiveMinimum": 2, "exclusiveMaximum": 9, "format": "f32"}),
    ("timestamp", {"timezone": True, "defaultTimezone": "Europe/Berlin"}),
    ("array", {"minItems": 2, "maxItems": 9, "uniqueItems": True}),
    ("object", {"minProperties": 2, "maxProperties": 9, "required": ["part"]}),
    (
        "vector",
        {
            "dimensions": 3,
            "elementType": "float64",
            "distanceMetric": "cosine",
            "embeddingModel": "m",
            "embeddingModelVersion": "1",
            "normalized": True,
        },
    ),
]
_SERVER_KEYS = sorted(
    {
        key
        for part in SCHEMA["$defs"]["ServerSource"].values()
        for key in part["properties"]
        if key != "type"
    }
)


def full_contract() -> dict[str, Any]:
    role = {
        "role": "reader",
        "access": "read",
        "firstLevelApprovers": "a",
        "secondLevelApprovers": "b",
        "description": "Words.",
        "customProperties": [{"property": "own", "value": 1}],
        "id": "role",
    }
    nested: dict[str, dict[str, Any]] = {
        "array": {"items": {"logicalType": "integer", "physicalType": "INT"}},
        "object": {"properties": [{"name": "part", "logicalType": "string"}]},
    }
    columns: list[dict[str, Any]] = [
        {
            "id": f"option-{kind}",
            "name": f"of_{kind}",
            "logicalType": kind,
            "logicalTypeOptions": options,
            **nested.get(kind, {}),
        }
        for kind, options in _OPTIONS
    ]
    columns += [
        {
            **_ELEMENT,
            "id": "all",
            "name": "amount",
            "physicalName": "amount_p",
            "logicalType": "integer",
            "physicalType": "INT",
            "required": True,
            "unique": True,
            "semanticType": "measure",
            "partitioned": True,
            "partitionKeyPosition": 2,
            "classification": "internal",
            "encryptedName": "amount_enc",
            "deprecated": True,
            "transformSourceObjects": ["raw"],
            "transformLogic": "a + b",
            "transformDescription": "Adds.",
            "examples": [1],
            "criticalDataElement": True,
            "quality": copy.deepcopy(_QUALITY),
            "relationships": [
                {
                    "id": "r",
                    "type": "foreignKey",
                    "to": "places.place_id",
                    "customProperties": [{"property": "own", "value": 1}],
                }
            ],
        },
        {"name": "key_one", "logicalType": "date", "primaryKey": True, "primaryKeyPosition": 2},
        {"name": "key_two", "logicalType": "date", "primaryKey": True, "primaryKeyPosition": 1},
        {"name": "month", "logicalType": "date", "partitioned": True, "partitionKeyPosition": 1},
        {
            "name": "state",
            "logicalType": "string",
            "enum": [
                {**_HEADINGS, "id": "one", "value": "new", "label": "New"},
                {"value": "paid"},
            ],
        },
        {
            "name": "attributes",
            "logicalType": "map",
            "map": {"key": {"logicalType": "string"}, "value": {"logicalType": "string"}},
        },
    ]
    return {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": "full-v1",
        "version": "1.0.0",
        "status": "active",
        "name": "Full",
        "tenant": "one",
        "domain": "sales",
        "dataProduct": "shop",
        "contractCreatedTs": "2026-01-01T00:00:00Z",
        "context": "Words.",
        "tags": ["one"],
        "authoritativeDefinitions": _HEADINGS["authoritativeDefinitions"],
        "customProperties": _HEADINGS["customProperties"],
        "description": {
            "purpose": "Words.",
            "usage": "Words.",
            "limitations": "Words.",
            "authoritativeDefinitions": _HEADINGS["authoritativeDefinitions"],
            "customProperties": _HEADINGS["customProperties"],
        },
        "team": {"name": "sales"},
        "price": {"id": "p", "priceAmount": 2, "priceCurrency": "EUR", "priceUnit": "row"},
        "support": [
            {
                "id": "s",
                "channel": "chat",
                "url": "https://a.example.com",
                "invitationUrl": "https://b.example.com",
                "description": "Words.",
                "tool": "slack",
                "scope": "issues",
                "customProperties": [{"property": "own", "value": 1}],
            }
        ],
        "roles": [role],
        "slaDefaultElement": "orders.month",
        "slaProperties": [
            {
                "id": "sla",
                "property": "latency",
                "value": 4,
                "valueExt": 5,
                "unit": "h",
                "driver": "analytics",
                "schedule": "0 1 * * *",
                "scheduler": "cron",
                "description": "Words.",
                "customProperties": [{"property": "own", "value": 1}],
                "authoritativeDefinitions": _HEADINGS["authoritativeDefinitions"],
            },
            {"property": "retention", "value": 1, "unit": "y", "element": "orders.amount"},
        ],
        "servers": [
            {
                "id": "server",
                "server": "production",
                "type": "databricks",
                "environment": "prod",
                "description": "Words.",
                "customProperties": [{"property": "own", "value": 1}],
                "roles": [role],
                **{key: f"some {key}" for key in _SERVER_KEYS},
            }
        ],
        "schema": [
            {
                **_ELEMENT,
                "context": "Words.",
                "id": "orders",
                "name": "orders",
                "physicalName": "shop_orders",
                "logicalType": "object",
                "physicalType": "table",
                "dataGranularityDescription": "An order.",
                "deprecated": True,
                "quality": _QUALITY,
                "relationships": [
                    {
                        "id": "r",
                        "type": "foreignKey",
                        "from": "orders.month",
                        "to": "places.place_id",
                        "customProperties": [{"property": "own", "value": 1}],
                    }
                ],
                "properties": columns,
            },
            {"name": "places", "properties": [{"name": "place_id", "logicalType": "integer"}]},
        ],
    }


def leaf_at(path: Path) -> str:
    """The key of the standard that a place in a contract is of; "" if it is not one whole leaf."""
    text = ""
    for position, step in enumerate(path):
        if isinstance(step, int):
            text += "[]"
        elif position and text.startswith(COLUMN) and text.endswith((".items", ".key", ".value")):
            text = f"{COLUMN}.{step}"
        else:
            text += f".{step}" if text else step
        if text.startswith(f"{COLUMN}.properties[]"):
            text = COLUMN
    return text if text in LEAVES else ""


def places(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if path and (leaf := leaf_at(path)) and not isinstance(path[-1], int):
        yield path, leaf
        return
    parts: Any = ()
    if isinstance(value, (dict, list)):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
    for step, part in parts:
        yield from places(part, (*path, step))


def test_the_full_contract_has_every_key() -> None:
    assert {leaf for _, leaf in places(full_contract())} == LEAVES


def mutated(path: Path, other: Any = None) -> dict[str, Any]:
    """The contract without what is at the path, or with another value there."""
    contract = copy.deepcopy(full_contract())
    holder: Any = contract
    for step in path[:-1]:
        holder = holder[step]
    if other is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = other
    return contract


def others(value: Any) -> list[Any]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, max(value - 1, 0) or 5]
        case str():
            return [f"{value} other"]
        case [int() as low, int() as high]:
            return [[low - 1, high], [low, high + 1]]
        case list():
            return [[*value, {"a": 1}]] if value and isinstance(value[0], dict) else [["z"]]
        case _:
            return [{**value, "z": "z"}]


BASE = read_yaml("base", json.dumps(full_contract()).encode())


def verdict(contract: dict[str, Any]) -> Verdict:
    return compare(BASE, read_yaml("head", json.dumps(contract).encode()), ALONE)


PLACES = [
    pytest.param(path, leaf, id="/".join(map(str, path))) for path, leaf in places(full_contract())
]


@pytest.mark.parametrize("path, leaf", PLACES)
def test_a_change_of_a_key_is_found_by_its_rule_or_the_key_is_on_the_list(
    path: Path, leaf: str
) -> None:
    value: Any = full_contract()
    for step in path:
        value = value[step]
    # To leave out what is the default, or to count on from 2 to 3, may mean the same as before.
    tried = [verdict(mutated(path, other)).changes for other in [None, *others(value)]]
    found = {change.rule for changes in tried for change in changes}
    expected = rules_of(leaf)
    assert found & set(expected) if expected else not found
