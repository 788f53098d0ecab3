"""A port's contract from columns that somebody named on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inseam.authoring.column_types import LOGICAL, ColumnType, named_type
from inseam.authoring.contract_parts import (
    DEVELOPMENT,
    PRODUCTION,
    DraftedColumn,
    DraftedContract,
    contract_part,
    databricks_server,
    notice_period,
    personal_flag,
    table_part,
)
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
    drafted = [_column(column, found, key) for column, found in columns]
    table = table_part(
        head.object,
        drafted,
        description=f"One row for each {' and '.join(key)}." if key else None,
        quality=[_one_row_per(head, key)] if key else [],
    )
    has_personal = any(is_personal(column) for column in table["properties"])
    server = DEVELOPMENT if head.is_draft else PRODUCTION
    place = head.place
    return contract_part(
        DraftedContract(
            id=head.id,
            name=head.title,
            status="draft" if head.is_draft else "active",
            domain=head.domain,
            product=head.product,
            team=head.team,
            role=f"{head.product}_reader",
            description=head.description,
            custom_properties=[personal_flag(True)] if has_personal else [],
            servers=[databricks_server(place.host, place.catalog, port_schema(head.id), server)],
            service_levels=[notice_period(NOTICE)],
            support=head.support,
        ),
        [table],
    )


def _column(
    column: NamedColumn, found: tuple[Provided, Property] | None, key: Sequence[str]
) -> DraftedColumn:
    type_ = named_type(column.type_text) if column.type_text else None
    written: dict[str, Any] = {}
    if found is not None:
        provided, source = found
        written = _as_the_input_has_it(provided, source.path)
        if type_ is None:
            dialect = dialect_of(provided.contract)
            type_ = ColumnType(source.logical_type, databricks_type(source, dialect))
    assert type_ is not None
    is_required = "required" in column.flags
    if not column.type_text and found is not None:
        is_required = is_required or found[1].required
    return DraftedColumn(
        name=column.name,
        description=column.description or written.get("description"),
        type=type_,
        is_required=is_required,
        is_unique="unique" in column.flags or [column.name] == list(key),
        key=key.index(column.name) + 1 if column.name in key else None,
        classification=written.get("classification") or column.classification,
        tags=written.get("tags") or (),
        custom_properties=written.get("customProperties") or (),
        options=_zone(written, type_),
    )


def _as_the_input_has_it(provided: Provided, path: Path) -> dict[str, Any]:
    value: Any = provided.document.value
    for step in path:
        value = value[step]
    kept = {key: value[key] for key in _INHERITED if key in value}
    return {**kept, "logicalTypeOptions": value.get("logicalTypeOptions")}


def _zone(written: Mapping[str, Any], type_: ColumnType) -> dict[str, Any]:
    """How an instant is meant; limits of an input's values are not promises of this port."""
    options = written.get("logicalTypeOptions")
    if type_.logical != "timestamp" or not isinstance(options, dict):
        return {}
    return {key: options[key] for key in ("timezone", "defaultTimezone") if key in options}


def _one_row_per(head: ContractHead, key: Sequence[str]) -> dict[str, Any]:
    return {
        "id": f"{head.object.replace('_', '-')}-once",
        "metric": "duplicateValues",
        "arguments": {"properties": list(key)},
        "description": f"There is one row for each {' and '.join(key)}.",
        "mustBe": 0,
    }
