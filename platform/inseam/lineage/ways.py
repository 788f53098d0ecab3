"""Ways through the document: from a column to all it is made from, or to all that is made of it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from inseam.lineage.document import ALL_ROWS, Edge, Lineage, Unresolved, all_rows, dataset_of


class Ways:
    """An index of one document.

    An edge to all rows of a dataset bears on each of its columns.
    """

    def __init__(self, lineage: Lineage) -> None:
        self.columns = {column.id: column for column in lineage.columns}
        self._by_target: dict[str, list[Edge]] = defaultdict(list)
        self._by_source: dict[str, list[Edge]] = defaultdict(list)
        for edge in lineage.edges:
            self._by_target[edge.target].append(edge)
            self._by_source[edge.source].append(edge)
        self._by_dataset: dict[str, list[str]] = defaultdict(list)
        for column in lineage.columns:
            self._by_dataset[column.dataset].append(column.id)
        self._unresolved: dict[str, list[Unresolved]] = defaultdict(list)
        for unresolved in lineage.unresolved:
            self._unresolved[unresolved.at].append(unresolved)

    def into(self, column: str) -> list[Edge]:
        """The edges that a column's values come along."""
        return self._by_target.get(column, [])

    def into_rows(self, dataset: str) -> list[Edge]:
        """The edges that bear on which rows a dataset has."""
        return self._by_target.get(all_rows(dataset), [])

    def out_of(self, column: str) -> list[Edge]:
        """The edges that start here, to columns and to all rows of a dataset."""
        return self._by_source.get(column, [])

    def columns_of(self, dataset: str) -> list[str]:
        return self._by_dataset.get(dataset, [])

    def unresolved(self, column: str) -> list[Unresolved]:
        """Of the column itself, and of its dataset as a whole."""
        return [
            *self._unresolved.get(column, ()),
            *self._unresolved.get(dataset_of(column), ()),
        ]

    def upward(self, column: str) -> list[Edge]:
        """All edges that lead to the column or bear on it, nearest first."""
        return self._edges(column, lambda node: (*self.into(node), *self._rows_above(node)), "up")

    def downward(self, column: str) -> list[Edge]:
        """All edges that lead from the column, or from what it bears on, nearest first."""
        return self._edges(column, self._below, "down")

    def _rows_above(self, node: str) -> list[Edge]:
        return self.into_rows(dataset_of(node))

    def _below(self, node: str) -> Iterable[Edge]:
        if not node.endswith(f".{ALL_ROWS}"):
            return self.out_of(node)
        return (
            edge for column in self.columns_of(dataset_of(node)) for edge in self.out_of(column)
        )

    def _edges(
        self, start: str, edges: Callable[[str], Iterable[Edge]], to: Literal["up", "down"]
    ) -> list[Edge]:
        found: dict[Edge, None] = {}
        seen = {start}
        waiting = deque([start])
        while waiting:
            for edge in edges(waiting.popleft()):
                found[edge] = None
                node = edge.source if to == "up" else edge.target
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return list(found)

    def origins(self, column: str) -> dict[str, bool]:
        """The columns where the ways begin, and whether the value itself comes from there."""
        starts = {column: True}
        waiting = deque([column])
        while waiting:
            node = waiting.popleft()
            steps = [(edge.source, edge.kind == "direct") for edge in self.into(node)]
            steps += [(edge.source, False) for edge in self._rows_above(node)]
            for above, is_direct in steps:
                flows = is_direct and starts[node]
                if above not in starts or (flows and not starts[above]):
                    starts[above] = flows
                    waiting.append(above)
        return {
            node: flows
            for node, flows in sorted(starts.items())
            if node != column and not self.into(node) and not self._rows_above(node)
        }


def nearest(
    edges: Callable[[str], Iterable[Edge]], start: str, is_end: Callable[[str], bool]
) -> list[Edge]:
    """A shortest way up from ``start`` to a column that is an end; empty if there is none."""
    steps: dict[str, Edge | None] = {start: None}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if node != start and is_end(node):
            return _back(steps, node)
        for edge in edges(node):
            if edge.source not in steps:
                steps[edge.source] = edge
                waiting.append(edge.source)
    return []


def _back(steps: Mapping[str, Edge | None], end: str) -> list[Edge]:
    """From the end, which is furthest up, to the start."""
    way = []
    while (edge := steps[end]) is not None:
        way.append(edge)
        end = edge.target
    return way
