"""A contract of a system outside, from what its tables tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inseam.authoring.column_types import ColumnType, in_the_system, on_databricks
from inseam.authoring.drafted_tables import DraftColumn, DraftTable
from inseam.odcs.names import file_stem

_MAJOR = re.compile(r"-v\d+$")


@dataclass(frozen=True, slots=True)
class DraftHead:
    """``server`` is as ODCS has it; ``dialect`` is that of the columns' types.

    ``keeps_types`` says whether the server has types of that dialect, and not Databricks'.
    """

    id: str
    title: str
    team: str
    domain: str | None
    purpose: str
    system: str | None
    classification: str | None
    server: Mapping[str, Any]
    dialect: str
    keeps_types: bool


def draft_type(head: DraftHead, type_text: str) -> ColumnType | None:
    """As the contract's server has it; None if nobody knows the type."""
    if head.keeps_types:
        return in_the_system(type_text, head.dialect)
    return on_databricks(type_text, head.dialect)


def draft_content(head: DraftHead, tables: Sequence[DraftTable]) -> dict[str, Any]:
    """As the file has it. The type of each column is one that `draft_type` knows."""
    custom: list[dict[str, Any]] = [{"property": "external", "value": True}]
    if head.system:
        custom.insert(0, {"property": "sourceSystem", "value": head.system})
    content: dict[str, Any] = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": head.id,
        "name": head.title,
        "version": "1.0.0",
        "status": "draft",
        "domain": head.domain,
        "description": {"purpose": head.purpose},
        "customProperties": custom,
        "servers": [dict(head.server)],
        "schema": [_object(head, table) for table in tables],
        "team": {"name": head.team},
        "roles": [
            {
                "role": f"{_MAJOR.sub('', file_stem(head.id)).replace('-', '_').lower()}_reader",
                "access": "read",
                "firstLevelApprovers": head.team,
            }
        ],
    }
    return {key: value for key, value in content.items() if value is not None}


def _object(head: DraftHead, table: DraftTable) -> dict[str, Any]:
    content = {
        "name": table.name,
        "physicalType": "table",
        "description": table.description,
        "properties": [_property(head, table, column) for column in table.columns],
    }
    return {key: value for key, value in content.items() if value is not None}


def _property(head: DraftHead, table: DraftTable, column: DraftColumn) -> dict[str, Any]:
    type_ = draft_type(head, column.type_text or "")
    assert type_ is not None
    keys = [other for other in table.columns if other.key is not None]
    # Two columns of which each is unique are two keys: the first one is taken.
    is_key = column in keys and (column.key != 1 or column == keys[0] or len(keys) == 1)
    content: dict[str, Any] = {
        "name": column.name,
        "description": column.description,
        "logicalType": type_.logical,
        "physicalType": type_.physical,
        "required": True if column.is_required or is_key else None,
        "unique": True if column.is_unique or (is_key and len(keys) == 1) else None,
        "primaryKey": True if is_key else None,
        "primaryKeyPosition": column.key if is_key else None,
        "classification": head.classification,
        "quality": [_allowed(table, column)] if column.allowed else None,
    }
    return {key: value for key, value in content.items() if value is not None}


def _allowed(table: DraftTable, column: DraftColumn) -> dict[str, Any]:
    return {
        "id": f"{table.name}-{column.name}-known".replace("_", "-"),
        "metric": "invalidValues",
        "arguments": {"validValues": list(column.allowed)},
        "description": "No value is another than these.",
        "mustBe": 0,
    }


def type_remarks(head: DraftHead, tables: Sequence[DraftTable]) -> Iterator[str]:
    """What to know of types that two engines hold in two ways."""
    for table in tables:
        for column in table.columns:
            type_ = draft_type(head, column.type_text) if column.type_text else None
            if type_ and type_.remark:
                yield f"{table.name}.{column.name} ({column.type_text}): {type_.remark}"
