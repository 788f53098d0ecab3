"""Contracts in ODCS, drafted from columns that a build yields and from what tests say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from inseam.adopt.column_facts import Rules
from inseam.adopt.questions import Answers
from inseam.authoring.column_types import ColumnType, on_databricks
from inseam.odcs.names import port_schema
from inseam.odcs.personal_data import TAG, is_personal


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """``type`` is DuckDB's. ``to`` is `table.column` of the same contract."""

    name: str
    type: str
    description: str = ""
    rules: Rules = field(default_factory=Rules)
    to: str = ""
    is_key: int = 0
    meta: Mapping[str, Any] = field(default_factory=dict)
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PlannedTable:
    name: str
    columns: Sequence[PlannedColumn]
    description: str = ""
    physical_type: str = "table"


def with_key(columns: Sequence[PlannedColumn]) -> list[PlannedColumn]:
    """The first column that is unique and never empty is the key, one called `id` before others."""
    able = [c for c in columns if c.rules.unique and c.rules.required]
    key = next((c for c in able if c.name.lower() in ("id", "key")), able[0] if able else None)
    return [replace(c, is_key=1) if c is key else c for c in columns]


def port_contract(
    id: str, version: str, product: str, answers: Answers, tables: Iterable[PlannedTable]
) -> dict[str, Any]:
    """Of a product's own port; all words in it are answers, or the project's own."""
    drafted = list(tables)
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": id,
        "name": product.replace("_", " ").title(),
        "version": version,
        "status": "active",
        "domain": answers.get("domain"),
        "dataProduct": product,
        "description": {
            "purpose": answers.get("purpose"),
            "usage": answers.get("usage"),
            "limitations": answers.get("limitations"),
        },
        "customProperties": [{"property": "containsPii", "value": _has_personal(drafted)}],
        "servers": [server(answers.get("host"), answers.get("catalog"), port_schema(id))],
        "schema": [_object(table) for table in drafted],
        "slaProperties": [
            {
                "property": "noticePeriod",
                "value": answers.get("notice_period"),
                "driver": "operational",
            }
        ],
        **parties(answers, f"{product}_reader"),
    }


def external_contract(
    id: str,
    name: str,
    purpose: str,
    place: tuple[str, str],
    answers: Answers,
    tables: Iterable[PlannedTable],
    freshness: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Of a system outside; ``place`` is its catalog and schema in production."""
    drafted = list(tables)
    description = {"description": {"purpose": purpose}} if purpose else {}
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": id,
        "name": name.replace("_", " ").title(),
        "version": "1.0.0",
        "status": "active",
        "domain": answers.get("domain"),
        **description,
        "customProperties": [
            {"property": "containsPii", "value": _has_personal(drafted)},
            {"property": "sourceSystem", "value": name},
            {"property": "external", "value": True},
        ],
        "servers": [server(answers.get("host"), *place)],
        "schema": [_object(table) for table in drafted],
        "slaProperties": [
            *freshness,
            {
                "property": "noticePeriod",
                "value": answers.get("notice_period"),
                "driver": "operational",
            },
        ],
        **parties(answers, f"{id.replace('-', '_')}_reader"),
    }


def server(host: str, catalog: str, schema: str) -> dict[str, Any]:
    return {
        "server": "production",
        "type": "databricks",
        "host": host,
        "catalog": catalog,
        "schema": schema,
    }


def parties(answers: Answers, role: str) -> dict[str, Any]:
    """Who answers for it, and who lets others read it."""
    team = answers.get("team")
    return {
        "team": {"name": team},
        "roles": [{"role": role, "access": "read", "firstLevelApprovers": team}],
        "support": support(answers),
    }


def support(answers: Answers) -> list[dict[str, Any]]:
    address = answers.get("support")
    channel = address.removeprefix("mailto:").rstrip("/").rpartition("/")[2]
    tool = "email" if address.startswith("mailto:") else "other"
    return [{"channel": channel, "url": address, "tool": tool, "scope": "issues"}]


def _object(table: PlannedTable) -> dict[str, Any]:
    keys = [c for c in table.columns if c.is_key]
    described = {"description": table.description} if table.description else {}
    granularity = (
        {"dataGranularityDescription": f"One row for each {' and '.join(c.name for c in keys)}."}
        if keys
        else {}
    )
    return {
        "name": table.name,
        "physicalType": table.physical_type,
        **described,
        **granularity,
        "properties": [_property(table.name, column) for column in table.columns],
    }


def _property(table: str, column: PlannedColumn) -> dict[str, Any]:
    type_ = on_databricks(column.type) or ColumnType("string", "STRING")
    logical, physical = type_.logical or "string", type_.physical
    rules = column.rules
    entry: dict[str, Any] = {"name": column.name, "logicalType": logical, "physicalType": physical}
    if column.description:
        entry["description"] = " ".join(column.description.split())
    if rules.required or column.is_key:
        entry["required"] = True
    if rules.unique:
        entry["unique"] = True
    if column.is_key:
        entry |= {"primaryKey": True, "primaryKeyPosition": column.is_key}
    entry |= _sensitivity(column)
    if options := _options(logical, rules):
        entry["logicalTypeOptions"] = options
    if column.to:
        entry["relationships"] = [{"to": column.to}]
    if rules.values:
        entry["quality"] = [
            {
                "id": f"{table}-{column.name}-known".replace("_", "-").lower(),
                "metric": "invalidValues",
                "description": f"{column.name} is one of the known values.",
                "dimension": "conformity",
                "arguments": {"validValues": list(rules.values)},
                "mustBe": 0,
            }
        ]
    return entry


def _options(logical: str, rules: Rules) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if logical in ("integer", "number"):
        for key, value in (("minimum", rules.minimum), ("maximum", rules.maximum)):
            if value is not None:
                options[key] = int(value) if logical == "integer" else value
    if logical == "timestamp":
        options |= {"timezone": False, "defaultTimezone": "Etc/UTC"}
    return options


def _is_marked(column: PlannedColumn) -> bool:
    """Whether the project itself calls it so: in a tag, in meta, or as `PII` in the description."""
    shouted = [word.strip(".,;:()") for word in column.description.split() if word.isupper()]
    said = {"tags": [*map(str, column.tags), *shouted], "customProperties": dict(column.meta)}
    return is_personal(said) is True


def _sensitivity(column: PlannedColumn) -> dict[str, Any]:
    given = column.meta.get("classification")
    if _is_marked(column):
        return {
            "classification": str(given or "confidential"),
            "tags": [TAG],
            "customProperties": [{"property": TAG, "value": True}],
        }
    return {"classification": str(given or "internal")}


def _has_personal(tables: Iterable[PlannedTable]) -> bool:
    return any(_is_marked(column) for table in tables for column in table.columns)
