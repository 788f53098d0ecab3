"""Some of the rows that break a statement, without what is not for everybody's eyes."""

from __future__ import annotations

from typing import Any

from inseam.evaluation.engine import Engine
from inseam.evaluation.place import Place, quoted
from inseam.odcs.contract import Property, SchemaObject

# Of rows that break a statement, as many as a person looks at.
SHOWN_ROWS = 5
# Whoever reads the contract may see these.
_OPEN = frozenset({"internal", "public"})


def broken_rows(engine: Engine, place: Place, relation: str, condition: str) -> tuple[str, ...]:
    """What identifies the rows, and the column that the statement is about."""
    described = place.described
    first = place.steps[0].lower() if place.steps else None
    shown = [
        column.physical_name
        for column in described.properties
        if is_open(column)
        and (
            column.unique
            or column.primary_key_position is not None
            or column.physical_name.lower() == first
        )
    ]
    if not shown:
        return ()
    names = ", ".join(map(quoted, shown))
    query = f"select {names} from {relation} where {condition}"
    return _texts(engine, f"{query} order by all limit {SHOWN_ROWS}", set())


def repeated_rows(engine: Engine, place: Place, repeated: str) -> tuple[str, ...]:
    """Values that occur more than once."""
    query = f"select * from ({repeated}) order by all limit {SHOWN_ROWS}"
    return _texts(engine, query, _hidden(place.described))


def _hidden(described: SchemaObject) -> set[str]:
    return {c.physical_name.lower() for c in described.properties if not is_open(c)}


def is_open(column: Property) -> bool:
    return (column.classification or "public").strip().lower() in _OPEN


def _texts(engine: Engine, query: str, hidden: set[str]) -> tuple[str, ...]:
    found = engine.rows(query)
    return tuple(
        ", ".join(
            f"{name}={_text(value)}"
            for name, value in zip(found.columns, row, strict=True)
            if name.lower() not in hidden
        )
        for row in found.rows
    )


def _text(value: Any) -> str:
    return "NULL" if value is None else repr(value) if isinstance(value, str) else str(value)
