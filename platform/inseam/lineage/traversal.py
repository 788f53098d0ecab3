"""Ways through the document: from a column to all it is made from, or to all that is made of it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter

from inseam.lineage.document import (
    ALL_ROWS,
    Exposure,
    Lineage,
    LineageEdge,
    Unresolved,
    all_rows,
    dataset_of,
)


class Traversal:
    """An index of one document.

    Between columns there are its edges. Besides, every column depends on which rows its dataset has
    (`all_rows`), and these on the rows of whatever the dataset is read from.
    """

    def __init__(self, lineage: Lineage) -> None:
        self.columns = {column.id: column for column in lineage.columns}
        self._by_target: dict[str, list[LineageEdge]] = defaultdict(list)
        self._by_source: dict[str, list[LineageEdge]] = defaultdict(list)
        for edge in lineage.edges:
            self._by_target[edge.target].append(edge)
            self._by_source[edge.source].append(edge)
        self._by_dataset: dict[str, list[str]] = defaultdict(list)
        for column in lineage.columns:
            self._by_dataset[column.dataset].append(column.id)
        self._reads: dict[str, tuple[str, ...]] = {each.id: each.reads for each in lineage.models}
        self._reads |= {each.id: (each.model,) for each in lineage.objects if each.model}
        self._readers: dict[str, list[str]] = defaultdict(list)
        for dataset, reads in self._reads.items():
            for read in reads:
                self._readers[read].append(dataset)
        self._places = {each.id: (each.file, each.line) for each in lineage.models}
        self._places |= {each.id: (each.file, each.line) for each in lineage.objects}
        self._outside = {
            each.id for each in lineage.objects if each.contract in _contracts_outside(lineage)
        }
        self._exposures = lineage.exposures
        self._unresolved: dict[str, list[Unresolved]] = defaultdict(list)
        for unresolved in lineage.unresolved:
            self._unresolved[unresolved.at].append(unresolved)

    def into(self, node: str) -> list[LineageEdge]:
        """The edges that end here: at a column, or at all rows of a dataset."""
        return self._by_target.get(node, [])

    def out_of(self, column: str) -> list[LineageEdge]:
        """The edges that start here, to columns and to all rows of a dataset."""
        return self._by_source.get(column, [])

    def readers(self, dataset: str) -> list[str]:
        """The datasets that are read from this one."""
        return self._readers.get(dataset, [])

    def place(self, node: str) -> tuple[str, int]:
        """File and line of a column, or of the dataset of all rows."""
        if (column := self.columns.get(node)) is not None:
            return column.file, column.line
        return self._places.get(dataset_of(node), ("", 1))

    def unresolved(self, column: str) -> list[Unresolved]:
        """Of the column itself, and of its dataset as a whole."""
        return [
            *self._unresolved.get(column, ()),
            *self._unresolved.get(dataset_of(column), ()),
        ]

    def is_made_here(self, column: str) -> bool:
        """Whether no column's value flows into it, and none is missing: a count, a time, a text."""
        is_outside = dataset_of(column) in self._outside
        flows = any(edge.kind == "direct" for edge in self.into(column))
        return not (is_outside or flows or self.unresolved(column))

    def _rows_above(self, node: str) -> list[str]:
        """Of all rows of a dataset: those of what it is read from."""
        return [all_rows(read) for read in self._reads.get(dataset_of(node), ())]

    def upward(self, column: str) -> list[LineageEdge]:
        """All edges that lead to the column or bear on it, nearest first."""

        def above(node: str) -> tuple[list[LineageEdge], list[str]]:
            if node.endswith(_ROWS):
                return self.into(node), self._rows_above(node)
            return self.into(node), [all_rows(dataset_of(node))]

        return _reached(column, above, attrgetter("source"))[0]

    def downward(self, column: str) -> list[LineageEdge]:
        """All edges that lead from the column, or from what it bears on, nearest first."""
        return self._below(column)[0]

    def exposures_below(self, column: str) -> list[Exposure]:
        """Those that read the column's dataset, or one with what is made of the column."""
        datasets = {dataset_of(node) for node in self._below(column)[1]}
        return [each for each in self._exposures if not datasets.isdisjoint(each.reads)]

    def _below(self, column: str) -> tuple[list[LineageEdge], set[str]]:
        def below(node: str) -> tuple[list[LineageEdge], list[str]]:
            if not node.endswith(_ROWS):
                return self.out_of(node), []
            # Other rows are other values in each of their columns.
            dataset = dataset_of(node)
            edges = [e for each in self._by_dataset[dataset] for e in self.out_of(each)]
            return edges, [all_rows(reader) for reader in self.readers(dataset)]

        return _reached(column, below, attrgetter("target"))

    def origins(self, column: str) -> dict[str, bool]:
        """The columns where the ways begin, and whether the value itself comes from there.

        They are of contracts of systems outside, or nothing further up is known of them.
        """
        starts = {column: True}
        waiting = deque([column])
        while waiting:
            node = waiting.popleft()
            steps = [(edge.source, edge.kind == "direct") for edge in self.into(node)]
            if node.endswith(_ROWS):
                steps += [(rows, False) for rows in self._rows_above(node)]
            else:
                steps.append((all_rows(dataset_of(node)), False))
            for above, is_direct in steps:
                flows = is_direct and starts[node]
                if above not in starts or (flows and not starts[above]):
                    starts[above] = flows
                    waiting.append(above)
        return {
            node: flows
            for node, flows in sorted(starts.items())
            if node != column and not node.endswith(_ROWS) and self._is_origin(node)
        }

    def _is_origin(self, column: str) -> bool:
        return not self.into(column) and (
            dataset_of(column) in self._outside or bool(self.unresolved(column))
        )


_ROWS = f".{ALL_ROWS}"
_Steps = Callable[[str], tuple[Iterable[LineageEdge], Iterable[str]]]


def _contracts_outside(lineage: Lineage) -> set[str]:
    return {each.id for each in lineage.contracts if each.product is None}


def _reached(
    start: str, steps: _Steps, end: Callable[[LineageEdge], str]
) -> tuple[list[LineageEdge], set[str]]:
    """``steps`` are edges from a node, and nodes to go on at without one."""
    found: dict[LineageEdge, None] = {}
    seen = {start}
    waiting = deque([start])
    while waiting:
        edges, others = steps(waiting.popleft())
        ends = []
        for edge in edges:
            found[edge] = None
            ends.append(end(edge))
        for node in (*ends, *others):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return list(found), seen


def nearest(
    edges: Callable[[str], Iterable[LineageEdge]], start: str, is_end: Callable[[str], bool]
) -> list[LineageEdge]:
    """A shortest way up from ``start`` to a column that is an end; empty if there is none."""
    steps: dict[str, LineageEdge | None] = {start: None}
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


def _back(steps: Mapping[str, LineageEdge | None], end: str) -> list[LineageEdge]:
    """From the end, which is furthest up, to the start."""
    way = []
    while (edge := steps[end]) is not None:
        way.append(edge)
        end = edge.target
    return way
