"""Rows as JSON lines: a header, then ``{"table": ..., <column>: ...}`` for each row.

    {"facts": 3, "products": ["orders"], "tables": {"contracts": [0, 812], "models": [812, 9304]}}

Rows stand together by table, and the header says where: from and to which byte after it. So a
reader who wants some tables of a thousand products reads no others.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from inseam.facts.schema import TABLES, VERSION
from inseam.facts.tables import Row, columns

_BY_NAME = {table.TABLE: table for table in TABLES}
_KEYS = {table.TABLE: [column.key for column in columns(table)] for table in TABLES}


@dataclass(frozen=True, slots=True)
class Header:
    """``products`` are those of the rows; ``tables`` are the places of each table's rows."""

    products: tuple[str, ...]
    tables: dict[str, tuple[int, int]]


def to_lines(rows: Iterable[Row]) -> bytes:
    """The same for the same rows, in whatever order they are. Equal rows are one row."""
    by_table: dict[str, set[str]] = defaultdict(set)
    products = set()
    for row in rows:
        by_table[row.TABLE].add(_line(row))
        products.add(getattr(row, "product", None))
    body = b""
    places = {}
    for table, lines in sorted(by_table.items()):
        written = "".join(f"{line}\n" for line in sorted(lines)).encode()
        places[table] = [len(body), len(body) + len(written)]
        body += written
    header = {
        "facts": VERSION,
        "products": sorted(product for product in products if product is not None),
        "tables": places,
    }
    return json.dumps(header, ensure_ascii=False).encode() + b"\n" + body


def _line(row: Row) -> str:
    values = {key: getattr(row, key) for key in _KEYS[row.TABLE]}
    return json.dumps(
        {"table": row.TABLE, **values}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def read_header(stream: BinaryIO) -> Header:
    """Leaves the stream at the first row.

    Raises ValueError for what is not facts, or those of another version of the schema.
    """
    line = stream.readline()
    header = json.loads(line)
    if not isinstance(header, dict) or header.get("facts") != VERSION:
        raise ValueError(f"facts of another version: {line[:80]!r}, expected {VERSION}")
    places = {table: (begin, end) for table, (begin, end) in header["tables"].items()}
    return Header(tuple(header["products"]), places)


def read_tables(stream: BinaryIO, tables: Iterable[type[Row]] = TABLES) -> dict[str, bytes]:
    """The lines of some tables, as they are. Raises ValueError as `read_header`."""
    header = read_header(stream)
    first = stream.tell()
    found = {}
    for table in sorted({table.TABLE for table in tables} & header.tables.keys()):
        begin, end = header.tables[table]
        stream.seek(first + begin)
        found[table] = stream.read(end - begin)
    return found


def read_stream(stream: BinaryIO, tables: Iterable[type[Row]] = TABLES) -> Iterator[Row]:
    """The rows of some tables. Raises ValueError as `read_header`."""
    for table, lines in read_tables(stream, tables).items():
        class_ = _BY_NAME[table]
        # One call of the parser for all lines is several times as fast as one for each.
        for values in json.loads(b"[" + lines.rstrip(b"\n").replace(b"\n", b",") + b"]"):
            del values["table"]
            yield _row(class_, values)


def _row(class_: type[Row], values: dict[str, Any]) -> Row:
    """Without `__init__`, which sets a frozen field at a time and takes ten times as long."""
    row = object.__new__(class_)
    object.__setattr__(row, "__dict__", values)
    return row


def read_rows(content: bytes, tables: Iterable[type[Row]] = TABLES) -> Iterator[Row]:
    """As `read_stream`."""
    return read_stream(BytesIO(content), tables)


def read_file(file: Path, tables: Iterable[type[Row]] = TABLES) -> Iterator[Row]:
    """As `read_stream`; of the file, only the parts that are asked for are read."""
    with file.open("rb") as stream:
        yield from read_stream(stream, tables)
