"""The parts of which every drafted contract is made, as ODCS 3.1 has them.

Whoever drafts one says what is known; keys that nobody can fill are left out. They stand in the
order in which a person reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inseam.authoring.column_types import ColumnType

API_VERSION = "v3.1.0"
FIRST_VERSION = "1.0.0"
PRODUCTION = "production"
DEVELOPMENT = "development"

Part = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedContract:
    """``product`` is None for a system outside; ``role`` is the one that reads."""

    id: str
    name: str
    status: str
    domain: str | None
    team: str
    role: str
    description: Mapping[str, Any]
    servers: Sequence[Mapping[str, Any]]
    version: str = FIRST_VERSION
    product: str | None = None
    custom_properties: Sequence[Mapping[str, Any]] = ()
    service_levels: Sequence[Mapping[str, Any]] = ()
    support: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedColumn:
    """``key`` is its place in the primary key, from 1; ``values`` are all that it may have.

    ``to`` is `table.column` of the same contract.
    """

    name: str
    type: ColumnType
    description: str | None = None
    is_required: bool = False
    is_unique: bool = False
    key: int | None = None
    classification: str | None = None
    tags: Sequence[str] = ()
    custom_properties: Sequence[Mapping[str, Any]] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    to: str = ""
    values: Sequence[Any] = ()


def contract_part(contract: DraftedContract, tables: Iterable[Mapping[str, Any]]) -> Part:
    return _said(
        {
            "apiVersion": API_VERSION,
            "kind": "DataContract",
            "id": contract.id,
            "name": contract.name,
            "version": contract.version,
            "status": contract.status,
            "domain": contract.domain,
            "dataProduct": contract.product,
            "description": dict(contract.description),
            "customProperties": list(contract.custom_properties),
            "servers": [dict(server) for server in contract.servers],
            "schema": [dict(table) for table in tables],
            "slaProperties": [dict(level) for level in contract.service_levels],
            **parties(contract.team, contract.role, contract.support),
        }
    )


def parties(team: str, role: str, support: Sequence[Mapping[str, Any]]) -> Part:
    """Who answers for it, and who lets others read it."""
    return _said(
        {
            "team": {"name": team},
            "roles": [{"role": role, "access": "read", "firstLevelApprovers": team}],
            "support": [dict(channel) for channel in support],
        }
    )


def table_part(
    name: str,
    columns: Sequence[DraftedColumn],
    *,
    description: str | None = None,
    physical_type: str = "table",
    quality: Sequence[Mapping[str, Any]] = (),
) -> Part:
    keys = sorted((c for c in columns if c.key), key=lambda column: column.key or 0)
    granularity = f"One row for each {' and '.join(c.name for c in keys)}." if keys else None
    return _said(
        {
            "name": name,
            "physicalType": physical_type,
            "description": description,
            "dataGranularityDescription": granularity,
            "properties": [_column_part(name, column) for column in columns],
            "quality": list(quality),
        }
    )


def _column_part(table: str, column: DraftedColumn) -> Part:
    return _said(
        {
            "name": column.name,
            "description": column.description,
            "logicalType": column.type.logical,
            "physicalType": column.type.physical,
            "required": column.is_required or bool(column.key) or None,
            "unique": column.is_unique or None,
            "primaryKey": True if column.key else None,
            "primaryKeyPosition": column.key,
            "classification": column.classification,
            "tags": list(column.tags),
            "customProperties": [dict(custom) for custom in column.custom_properties],
            "logicalTypeOptions": dict(column.options),
            "relationships": [{"to": column.to}] if column.to else None,
            "quality": [_known_values(table, column)] if column.values else None,
        }
    )


def _known_values(table: str, column: DraftedColumn) -> Part:
    return {
        "id": f"{table}-{column.name}-known".replace("_", "-").lower(),
        "metric": "invalidValues",
        "description": f"{column.name} is one of the known values.",
        "dimension": "conformity",
        "arguments": {"validValues": list(column.values)},
        "mustBe": 0,
    }


def databricks_server(host: str, catalog: str, schema: str, name: str = PRODUCTION) -> Part:
    return {
        "server": name,
        "type": "databricks",
        "host": host,
        "catalog": catalog,
        "schema": schema,
    }


def notice_period(value: str) -> Part:
    return {"property": "noticePeriod", "value": value, "driver": "operational"}


def personal_flag(is_personal: bool) -> Part:
    """What the contract as a whole says of its columns."""
    return {"property": "containsPii", "value": is_personal}


def external_flags(system: str | None) -> list[Part]:
    named = [{"property": "sourceSystem", "value": system}] if system else []
    return [*named, {"property": "external", "value": True}]


def _said(part: Part) -> Part:
    """Without what nobody said; False and 0 are something."""
    return {key: value for key, value in part.items() if value not in (None, "", [], {})}
