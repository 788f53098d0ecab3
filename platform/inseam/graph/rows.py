"""Rows of facts by table, for who looks at some tables several times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from inseam.facts.lines import Line
from inseam.facts.tables import Row


class Rows:
    """Of a table that is not among the lines there are none."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._by_table: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for table, values in ((line.table, line.values) for line in lines):
            self._by_table[table].append(values)

    def of(self, table: type[Row]) -> list[dict[str, Any]]:
        return self._by_table.get(table.TABLE, [])
