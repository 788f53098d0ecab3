"""Contracts in ODCS, drafted from columns that a build yields and from what tests say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from inseam.adopt.column_facts import Rules
from inseam.adopt.questions import Answers
from inseam.authoring.column_types import ColumnType, on_databricks
from inseam.authoring.contract_parts import (
    DraftedColumn,
    DraftedContract,
    contract_part,
    databricks_server,
    external_flags,
    notice_period,
    personal_flag,
    table_part,
)
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
    return _contract(
        answers,
        drafted,
        id=id,
        name=product,
        version=version,
        product=product,
        role=f"{product}_reader",
        description={key: answers.get(key) for key in ("purpose", "usage", "limitations")},
        custom_properties=[personal_flag(_has_personal(drafted))],
        place=(answers.get("catalog"), port_schema(id)),
    )


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
    return _contract(
        answers,
        drafted,
        id=id,
        name=name,
        role=f"{id.replace('-', '_')}_reader",
        description={"purpose": purpose} if purpose else {},
        custom_properties=[personal_flag(_has_personal(drafted)), *external_flags(name)],
        place=place,
        service_levels=freshness,
    )


def _contract(
    answers: Answers,
    tables: Iterable[PlannedTable],
    *,
    name: str,
    place: tuple[str, str],
    service_levels: Iterable[Mapping[str, Any]] = (),
    **others: Any,
) -> dict[str, Any]:
    """``others`` are fields of `DraftedContract`."""
    head = DraftedContract(
        name=name.replace("_", " ").title(),
        status="active",
        domain=answers.get("domain"),
        team=answers.get("team"),
        servers=[databricks_server(answers.get("host"), *place)],
        service_levels=[*service_levels, notice_period(answers.get("notice_period"))],
        support=support(answers),
        **others,
    )
    return contract_part(head, [_table(table) for table in tables])


def support(answers: Answers) -> list[dict[str, Any]]:
    address = answers.get("support")
    channel = address.removeprefix("mailto:").rstrip("/").rpartition("/")[2]
    tool = "email" if address.startswith("mailto:") else "other"
    return [{"channel": channel, "url": address, "tool": tool, "scope": "issues"}]


def _table(table: PlannedTable) -> dict[str, Any]:
    return table_part(
        table.name,
        [_column(column) for column in table.columns],
        description=table.description,
        physical_type=table.physical_type,
    )


def _column(column: PlannedColumn) -> DraftedColumn:
    type_ = on_databricks(column.type) or ColumnType("string", "STRING")
    type_ = replace(type_, logical=type_.logical or "string")
    rules = column.rules
    is_marked = _is_marked(column)
    classification = column.meta.get("classification")
    return DraftedColumn(
        name=column.name,
        type=type_,
        description=" ".join(column.description.split()),
        is_required=rules.required,
        is_unique=rules.unique,
        key=column.is_key or None,
        classification=str(classification or ("confidential" if is_marked else "internal")),
        tags=[TAG] if is_marked else (),
        custom_properties=[{"property": TAG, "value": True}] if is_marked else (),
        options=_options(type_.logical or "", rules),
        to=column.to,
        values=rules.values,
    )


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


def _has_personal(tables: Iterable[PlannedTable]) -> bool:
    return any(_is_marked(column) for table in tables for column in table.columns)
