"""Rows as text for people: one a line, with its place, and without what is null."""

from __future__ import annotations

from collections.abc import Iterable

from inseam.facts.lines import read_rows, to_lines
from inseam.facts.tables import Row


def shown(rows: Iterable[Row]) -> str:
    """``<table> <file>:<line> <column>=<value> ...`` in the order of `inseam.facts.lines`."""
    text = ""
    for row in read_rows(to_lines(rows)):
        values = (
            f"{key}={value!r}"
            for key, value in vars(row).items()
            if value is not None and key not in ("file", "line")
        )
        text += " ".join((row.TABLE, f"{row.file}:{row.line}", *values)) + "\n"
    return text
