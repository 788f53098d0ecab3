"""A contract of a system outside, from what its tables tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inseam.authoring.column_types import ColumnType, in_the_system, on_databricks
from inseam.authoring.contract_parts import (
    DraftedColumn,
    DraftedContract,
    contract_part,
    external_flags,
    table_part,
)
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
    name = _MAJOR.sub("", file_stem(head.id)).replace("-", "_").lower()
    return contract_part(
        DraftedContract(
            id=head.id,
            name=head.title,
            status="draft",
            domain=head.domain,
            team=head.team,
            role=f"{name}_reader",
            description={"purpose": head.purpose},
            custom_properties=external_flags(head.system),
            servers=[head.server],
        ),
        [
            table_part(
                table.name,
                [_column(head, table, column) for column in table.columns],
                description=table.description,
            )
            for table in tables
        ],
    )


def _column(head: DraftHead, table: DraftTable, column: DraftColumn) -> DraftedColumn:
    type_ = draft_type(head, column.type_text or "")
    assert type_ is not None
    keys = [other for other in table.columns if other.key is not None]
    # Two columns of which each is unique are two keys: the first one is taken.
    is_key = column in keys and (column.key != 1 or column == keys[0] or len(keys) == 1)
    return DraftedColumn(
        name=column.name,
        description=column.description,
        type=type_,
        is_required=column.is_required,
        is_unique=column.is_unique or (is_key and len(keys) == 1),
        key=column.key if is_key else None,
        classification=head.classification,
        values=column.allowed,
    )


def type_remarks(head: DraftHead, tables: Sequence[DraftTable]) -> Iterator[str]:
    """What to know of types that two engines hold in two ways."""
    for table in tables:
        for column in table.columns:
            type_ = draft_type(head, column.type_text) if column.type_text else None
            if type_ and type_.remark:
                yield f"{table.name}.{column.name} ({column.type_text}): {type_.remark}"
