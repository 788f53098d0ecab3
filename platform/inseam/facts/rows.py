"""Rows of facts by table, for who looks at some tables several times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

from inseam.facts.tables import Row

R = TypeVar("R", bound=Row)


class Rows:
    """Of a table that is not among the rows there are none."""

    def __init__(self, rows: Iterable[Row]) -> None:
        # By the class of the rows; a mapping of types to lists of them has no type of its own.
        self._by_table: dict[type[Row], list[Any]] = defaultdict(list)
        self.add(rows)

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._by_table[type(row)].append(row)

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(self._by_table.values())

    def of(self, table: type[R]) -> list[R]:
        return self._by_table.get(table, [])
