"""Rows as text for people: one a line, with its place, and without what is null."""

from __future__ import annotations

from collections.abc import Iterable

from inseam.facts.lines import read_lines, to_lines
from inseam.facts.tables import Row


def shown(rows: Iterable[Row]) -> str:
    """``<table> <file>:<line> <column>=<value> ...`` in the order of `inseam.facts.lines`."""
    text = ""
    for line in read_lines(to_lines(rows)):
        place = f"{line.values.pop('file')}:{line.values.pop('line')}"
        values = (f"{key}={value!r}" for key, value in line.values.items() if value is not None)
        text += " ".join((line.table, place, *values)) + "\n"
    return text
