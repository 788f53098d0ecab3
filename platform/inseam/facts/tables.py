"""How a frozen dataclass is a table: a field is a column, with its meaning and its source."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

_SQL_TYPES = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}
_LAST = ("file", "line")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The content of a column. ``source`` is a key of the file, or says how it is found."""

    meaning: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of some table, and the place that it comes from."""

    TABLE: ClassVar[str] = ""
    # Which files, or which tool, the rows come from.
    SOURCE: ClassVar[str] = ""

    file: Annotated[str, Meaning("the file, from the repository's root")]
    line: Annotated[int, Meaning("the line in it, from 1; 1 also for the whole file")]


@dataclass(frozen=True, slots=True)
class ColumnOfTable:
    """``type`` is DuckDB's. ``key`` is the field of the row."""

    key: str
    type: str
    nullable: bool
    column: Meaning


R = TypeVar("R", bound=Row)


def table(name: str, source: str) -> Callable[[type[R]], type[R]]:
    """Names the table whose rows a class holds."""

    def named(class_: type[R]) -> type[R]:
        class_.TABLE = name
        class_.SOURCE = source
        return class_

    return named


def columns(row: type[Row]) -> tuple[ColumnOfTable, ...]:
    """In the order of the table: as they are declared, and the place at the end."""
    hints = get_type_hints(row, include_extras=True)
    keys = [f.name for f in fields(row)]
    keys.sort(key=lambda key: key in _LAST)
    return tuple(_column(key, hints[key]) for key in keys)


def _column(key: str, hint: Any) -> ColumnOfTable:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"the column `{key}` does not say what it means")
    declared, column = get_args(hint)
    nullable = get_origin(declared) in (Union, types.UnionType)
    (type_,) = (t for t in get_args(declared) if t is not type(None)) if nullable else (declared,)
    return ColumnOfTable(key, _SQL_TYPES[type_], nullable, column)
