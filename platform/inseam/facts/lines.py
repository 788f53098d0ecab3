"""Rows as JSON lines: a header, then ``{"table": ..., <column>: ...}`` for each row.

The table stands first in a line, so that a reader who wants some tables need not parse the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from inseam.facts.schema import TABLES, VERSION
from inseam.facts.tables import Row, columns

_HEADER = json.dumps({"facts": VERSION})
_BEGIN = '{"table":"'
_BY_NAME = {table.TABLE: table for table in TABLES}
_KEYS = {table.TABLE: [column.key for column in columns(table)] for table in TABLES}


@dataclass(frozen=True, slots=True)
class Line:
    """A row before it is an object: the table's name, and the values by column."""

    table: str
    values: dict[str, Any]


def to_lines(rows: Iterable[Row]) -> str:
    """The same text for the same rows, in whatever order they are. Equal rows are one row."""
    lines = sorted({_line(row) for row in rows})
    return "".join(f"{line}\n" for line in (_HEADER, *lines))


def _line(row: Row) -> str:
    values = {key: getattr(row, key) for key in _KEYS[row.TABLE]}
    return json.dumps(
        {"table": row.TABLE, **values}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def header_is_current(header: str) -> bool:
    return header == _HEADER


def table_of(line: str) -> str:
    """The table of a line that is a row."""
    return line[len(_BEGIN) : line.index('"', len(_BEGIN))]


def read_lines(text: str, tables: Iterable[type[Row]] = TABLES) -> Iterator[Line]:
    """The rows of ``tables``. Raises ValueError for lines of another version of the schema."""
    header, _, body = text.partition("\n")
    if not header_is_current(header):
        raise ValueError(f"facts of another version: {header!r}, expected {_HEADER!r}")
    wanted = tuple(f'{_BEGIN}{table.TABLE}",' for table in tables)
    # One call of the parser for all lines is several times as fast as one for each.
    lines = ",".join(line for line in body.split("\n") if line.startswith(wanted))
    for values in json.loads(f"[{lines}]"):
        yield Line(values.pop("table"), values)


def read_rows(text: str, tables: Iterable[type[Row]] = TABLES) -> Iterator[Row]:
    """As `read_lines`, as rows."""
    for line in read_lines(text, tables):
        yield _BY_NAME[line.table](**line.values)
