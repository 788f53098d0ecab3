"""How many rows an object has, and what is in its columns, as numbers.

Values leave the engine of columns alone that hold no personal data, and that are numbers, days or
instants: a text may have anything in it. Statements are written in DuckDB's SQL; the engine
translates them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from inseam.bundle.sample import speaks_of_persons
from inseam.documents.yaml_document import Document
from inseam.evaluation.engine import Engine, EngineError
from inseam.evaluation.place import quoted
from inseam.evaluation.samples import is_open
from inseam.monitor.history import ColumnProfile, ObjectProfile
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.parity.personal import personal_columns

_T = TypeVar("_T")
# By logical type, what a value is read as: whatever is no such value has no part in the bounds.
_BOUNDED = {
    "date": "DATE",
    "integer": "HUGEINT",
    "number": "DOUBLE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
}
# Of values that count as distinct or not, without looking into them.
_PLAIN = frozenset({*_BOUNDED, "boolean", "string"})
# Counting distinct values takes memory by the column.
_COLUMNS_AT_ONCE = 16


def profiles(
    contract: Contract, document: Document, engine: Engine, relations: Mapping[str, str]
) -> tuple[ObjectProfile, ...]:
    """Of the objects that are there. ``document`` is the contract as people write it, which says
    what is personal. Raises `EngineError`.
    """
    hidden = hidden_columns(contract, document)
    return tuple(
        _profile(described, relation, engine, hidden)
        for described in contract.objects
        if (relation := relations.get(described.physical_name)) is not None
    )


def hidden_columns(contract: Contract, document: Document) -> frozenset[str]:
    """By name, in lower case, whichever object has it: those whose values nobody is shown."""
    value: Any = document.value
    schema = [one for one in value.get("schema") or () if isinstance(one, dict)]
    is_of_persons = speaks_of_persons(value) or any(map(speaks_of_persons, schema))
    columns = [column for described in contract.objects for column in described.properties]
    return frozenset(personal_columns(value)) | {
        column.physical_name.lower() for column in columns if is_of_persons or not is_open(column)
    }


def _profile(
    described: SchemaObject, relation: str, engine: Engine, hidden: frozenset[str]
) -> ObjectProfile:
    ((rows,),) = engine.rows(f"select count(*) from {relation}").rows
    columns: list[ColumnProfile] = []
    for some in _in_parts(described.properties, _COLUMNS_AT_ONCE):
        columns += _columns(some, relation, engine, hidden, rows)
    return ObjectProfile(described.physical_name, rows, tuple(columns))


def _in_parts(all_: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (all_[start : start + size] for start in range(0, len(all_), size))


def _columns(
    columns: Sequence[Property], relation: str, engine: Engine, hidden: frozenset[str], rows: int
) -> Iterator[ColumnProfile]:
    asked = [part for column in columns for part in _expressions(column, hidden)]
    try:
        (found,) = engine.rows(f"select {', '.join(asked)} from {relation}").rows
    except EngineError:
        # One that is not there, or that the engine does not count; the contract's checks say so.
        if len(columns) > 1:
            for column in columns:
                yield from _columns((column,), relation, engine, hidden, rows)
        return
    for column, answers in zip(columns, _in_parts(found, 4), strict=True):
        filled, distincts, least, most = answers
        yield ColumnProfile(
            column.physical_name, rows - filled, distincts, _text(least), _text(most)
        )


def _expressions(column: Property, hidden: frozenset[str]) -> tuple[str, ...]:
    name = quoted(column.physical_name)
    is_plain = column.logical_type in _PLAIN
    bounded = None
    if column.physical_name.lower() not in hidden:
        bounded = _BOUNDED.get(column.logical_type or "")
    return (
        f"count({name})",
        f"count(distinct {name})" if is_plain else "null",
        f"min(try_cast({name} as {bounded}))" if bounded else "null",
        f"max(try_cast({name} as {bounded}))" if bounded else "null",
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
