"""Rows for tests and benchmarks, which care about few of a table's columns."""

from __future__ import annotations

from typing import Any, TypeVar

from inseam.facts.tables import Row, columns

R = TypeVar("R", bound=Row)

_NOTHING = {"VARCHAR": "", "BIGINT": 1, "DOUBLE": 0.0, "BOOLEAN": False}


def row(table: type[R], **values: Any) -> R:
    """With null in all other columns; where that cannot be, with nothing in the column's form."""
    given = {c.key: None if c.nullable else _NOTHING[c.type] for c in columns(table)}
    return table(**{**given, **values})
