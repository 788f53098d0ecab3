"""A port's contract from columns that somebody named on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inseam.authoring.column_types import LOGICAL, ColumnType, named_type
from inseam.authoring.repository import Place, Provided
from inseam.documents.yaml_document import Path
from inseam.odcs.contract import Property
from inseam.odcs.names import is_identifier, port_schema
from inseam.odcs.personal_data import is_personal
from inseam.odcs.types import databricks_type, dialect_of

FLAGS = ("key", "required", "unique")
# What a column of the same name says of itself goes with it.
_INHERITED = ("description", "classification", "tags", "customProperties")
NOTICE = "P30D"
PRODUCTION = "production"
DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """What is empty is taken from the input's column of the same name.

    ``classification`` is for those that no input classifies.
    """

    name: str
    type_text: str
    flags: frozenset[str]
    description: str = ""
    classification: str = ""


@dataclass(frozen=True, slots=True)
class ContractHead:
    """``description`` is as ODCS has it; ``object`` is the name of the port's table.

    A draft is of no production server: the policy `draft-in-production` asks for that.
    """

    id: str
    title: str
    product: str
    object: str
    team: str
    domain: str | None
    description: Mapping[str, str]
    support: Sequence[Mapping[str, Any]]
    place: Place
    is_draft: bool = False


def named_columns(parts: Iterable[str]) -> tuple[tuple[NamedColumn, ...], tuple[str, ...]]:
    """Of `order_id:string:key`, and what is wrong with those that cannot be read."""
    columns: list[NamedColumn] = []
    problems: list[str] = []
    for part in parts:
        name, *rest = (piece.strip() for piece in part.split(":"))
        type_text = rest.pop(0) if rest and rest[0] not in FLAGS else ""
        unknown = [flag for flag in rest if flag not in FLAGS]
        if not is_identifier(name):
            problems.append(f"`{part}`: `{name}` cannot be the name of a column")
        elif any(name.lower() == other.name.lower() for other in columns):
            problems.append(f"`{part}`: `{name}` is named twice")
        elif unknown:
            problems.append(f"`{part}`: `{unknown[0]}` is none of {', '.join(FLAGS)}")
        elif type_text and named_type(type_text) is None:
            known = ", ".join(sorted(LOGICAL))
            problems.append(f"`{part}`: `{type_text}` is neither a type of SQL nor one of {known}")
        else:
            columns.append(NamedColumn(name, type_text, frozenset(rest)))
    return tuple(columns), tuple(problems)


def input_column(
    name: str, inputs: Iterable[Provided], tables: Mapping[str, frozenset[str]]
) -> tuple[Provided, Property] | None:
    """The first of that name; ``tables`` are those that are read, by the contract's id."""
    for provided in inputs:
        for object_ in provided.contract.objects:
            if object_.physical_name in tables.get(provided.contract.id, frozenset()):
                for column in object_.properties:
                    if column.physical_name.lower() == name.lower():
                        return provided, column
    return None


def contract_content(
    head: ContractHead, columns: Sequence[tuple[NamedColumn, tuple[Provided, Property] | None]]
) -> dict[str, Any]:
    """As the file has it. Each column without a type has an input's column to take it from."""
    key = [column.name for column, _ in columns if "key" in column.flags]
    role = f"{head.product}_reader"
    object_: dict[str, Any] = {"name": head.object, "physicalType": "table"}
    if key:
        object_["description"] = f"One row for each {' and '.join(key)}."
    object_["properties"] = [_property(column, found, key) for column, found in columns]
    if key:
        object_["quality"] = [_one_row_per(head, key)]
    content: dict[str, Any] = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": head.id,
        "name": head.title,
        "version": "1.0.0",
        "status": "draft" if head.is_draft else "active",
        "domain": head.domain,
        "dataProduct": head.product,
        "description": dict(head.description),
        "customProperties": _flags(object_["properties"]),
        "servers": [
            {
                "server": DEVELOPMENT if head.is_draft else PRODUCTION,
                "type": "databricks",
                "host": head.place.host,
                "catalog": head.place.catalog,
                "schema": port_schema(head.id),
            }
        ],
        "schema": [object_],
        "slaProperties": [{"property": "noticePeriod", "value": NOTICE}],
        "team": {"name": head.team},
        "roles": [{"role": role, "access": "read", "firstLevelApprovers": head.team}],
    }
    if head.support:
        content["support"] = [dict(channel) for channel in head.support]
    return {key: value for key, value in content.items() if value is not None}


def _flags(columns: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """What the contract as a whole says of its columns."""
    if not any(is_personal(column) for column in columns):
        return None
    return [{"property": "containsPii", "value": True}]


def _property(
    column: NamedColumn, found: tuple[Provided, Property] | None, key: Sequence[str]
) -> dict[str, Any]:
    type_ = named_type(column.type_text) if column.type_text else None
    written: dict[str, Any] = {}
    if found is not None:
        provided, source = found
        written = _as_the_input_has_it(provided, source.path)
        if type_ is None:
            dialect = dialect_of(provided.contract)
            type_ = ColumnType(source.logical_type, databricks_type(source, dialect))
    assert type_ is not None
    is_key = column.name in key
    is_required = is_key or "required" in column.flags
    if not column.type_text and found is not None:
        is_required = is_required or found[1].required
    content: dict[str, Any] = {
        "name": column.name,
        "description": column.description or written.get("description"),
        "logicalType": type_.logical,
        "physicalType": type_.physical,
        "required": True if is_required else None,
        "unique": True if "unique" in column.flags or [column.name] == list(key) else None,
        "primaryKey": True if is_key else None,
        "primaryKeyPosition": key.index(column.name) + 1 if is_key else None,
        "classification": written.get("classification") or column.classification,
        "tags": written.get("tags"),
        "customProperties": written.get("customProperties"),
        "logicalTypeOptions": _zone(written, type_),
    }
    return {name: value for name, value in content.items() if value is not None}


def _as_the_input_has_it(provided: Provided, path: Path) -> dict[str, Any]:
    value: Any = provided.document.value
    for step in path:
        value = value[step]
    kept = {key: value[key] for key in _INHERITED if key in value}
    return {**kept, "logicalTypeOptions": value.get("logicalTypeOptions")}


def _zone(written: Mapping[str, Any], type_: ColumnType) -> dict[str, Any] | None:
    """How an instant is meant; limits of an input's values are not promises of this port."""
    options = written.get("logicalTypeOptions")
    if type_.logical != "timestamp" or not isinstance(options, dict):
        return None
    return {key: options[key] for key in ("timezone", "defaultTimezone") if key in options} or None


def _one_row_per(head: ContractHead, key: Sequence[str]) -> dict[str, Any]:
    return {
        "id": f"{head.object.replace('_', '-')}-once",
        "metric": "duplicateValues",
        "arguments": {"properties": list(key)},
        "description": f"There is one row for each {' and '.join(key)}.",
        "mustBe": 0,
    }
