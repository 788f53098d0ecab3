"""Where a model's columns come from, as a facet.

Edges from an ephemeral model are replaced by those that lead into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from inseam.lineage.document import (
    AGGREGATION,
    ALL_ROWS,
    IDENTITY,
    TRANSFORMATION,
    Lineage,
    LineageEdge,
    all_rows,
    dataset_of,
)
from inseam.lineage.openlineage.datasets import Datasets
from inseam.lineage.openlineage.facets import ColumnLineage, How, InputField, Transformation
from inseam.lineage.openlineage.reads import Reads

_DIRECT = "direct"
# What comes of one after the other is the stronger of the two.
_STRENGTH = {IDENTITY: 0, TRANSFORMATION: 1, AGGREGATION: 2}


class ColumnLineages:
    def __init__(self, lineage: Lineage, datasets: Datasets, reads: Reads) -> None:
        self._datasets = datasets
        self._reads = reads
        self._into: dict[str, list[LineageEdge]] = defaultdict(list)
        self._targets: dict[str, dict[str, None]] = defaultdict(dict)
        for edge in lineage.edges:
            self._into[edge.target].append(edge)
            self._targets[dataset_of(edge.target)][edge.target] = None

    def of_model(self, model: str) -> ColumnLineage | None:
        """None if nothing is known of where its columns come from."""
        rows = all_rows(model)
        found = {
            self._datasets.column_name(target): self._inputs(self._through(self._into[target]))
            for target in self._targets.get(model, ())
            if target != rows
        }
        inlined = sorted(self._reads.inlined(model))
        dataset = self._inputs(
            edge for part in (model, *inlined) for edge in self._through(self._into[all_rows(part)])
        )
        fields = {name: inputs for name, inputs in sorted(found.items()) if inputs}
        return ColumnLineage(fields, dataset) if fields or dataset else None

    def _through(
        self, edges: Iterable[LineageEdge], seen: frozenset[str] = frozenset()
    ) -> Iterator[LineageEdge]:
        for edge in edges:
            if not self._reads.is_ephemeral(dataset_of(edge.source)):
                yield edge
            elif edge.source not in seen:
                behind = self._into[edge.source]
                for before in self._through(behind, seen | {edge.source}):
                    yield _after(before, edge)

    def _inputs(self, edges: Iterable[LineageEdge]) -> tuple[InputField, ...]:
        """One for each column that is read, in order."""
        done: dict[tuple[str, str, str], set[Transformation]] = defaultdict(set)
        for edge in edges:
            column = edge.source
            if column.endswith(f".{ALL_ROWS}"):
                continue
            read = self._datasets.bare(dataset_of(column))
            name = self._datasets.column_name(column)
            done[read.namespace, read.name, name].add(
                Transformation(_how(edge), edge.subtype, edge.is_masked)
            )
        return tuple(InputField(*who, tuple(sorted(what))) for who, what in sorted(done.items()))


def _how(edge: LineageEdge) -> How:
    return How.DIRECT if edge.kind == _DIRECT else How.INDIRECT


def _after(before: LineageEdge, edge: LineageEdge) -> LineageEdge:
    """One edge for both: the value goes through only if it does in each of them."""
    masked = before.is_masked or edge.is_masked
    if edge.kind != _DIRECT:
        return before._replace(kind=edge.kind, subtype=edge.subtype, is_masked=masked)
    if before.kind != _DIRECT:
        return before._replace(is_masked=masked)
    subtype = max(before.subtype, edge.subtype, key=lambda found: _STRENGTH.get(found, 0))
    return before._replace(subtype=subtype, is_masked=masked)
