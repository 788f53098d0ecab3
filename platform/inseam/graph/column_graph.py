"""The column edges of many products, joined at the ports.

A product's facts say which columns its models are made from, as far up as its input ports. Here the
ways go on: from the column of a contract to the model's column that fulfils it, by the contract's
id, the object and the column. Contracts of systems outside are where all ways begin; products have
levels, providers below those who have their agreement.

Nothing is dropped: where a way ends that should go on, an `Unresolved` says why.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from typing import NamedTuple

from inseam.facts.rows import Rows
from inseam.facts.schema import (
    EXTERNAL,
    OUTPUT_PORT,
    AgreementRow,
    ColumnEdgeRow,
    ColumnReadRow,
    ContractColumnRow,
    ContractObjectRow,
    ContractRow,
    FindingRow,
    InputPortRow,
    ModelDependencyRow,
    ModelRow,
    OutputColumnRow,
    ProductRow,
    SourceRow,
    SourceTableRow,
    SqlProblemRow,
)
from inseam.facts.tables import Row
from inseam.graph.node import Node, column, contract, element, model, object_, part_of, product
from inseam.graph.reading import Reading

TABLES = (
    ProductRow,
    InputPortRow,
    AgreementRow,
    ContractRow,
    ContractObjectRow,
    ContractColumnRow,
    ModelRow,
    ModelDependencyRow,
    OutputColumnRow,
    ColumnReadRow,
    ColumnEdgeRow,
    SqlProblemRow,
    SourceRow,
    SourceTableRow,
    FindingRow,
)
# The step from a model's column to that of the port which it fulfils.
PORT = "PORT"
_ANY = "*"
# A name in a reason may hold anything.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# A line of SQL and a caret are for a terminal.
_EXCERPT = re.compile(r"\n\d+ \| ")


class ColumnEdge(NamedTuple):
    """``target`` is a column or element, or a model for an edge to all of its rows.

    ``kind`` is OpenLineage's word for it, or `PORT`.
    """

    source: Node
    target: Node
    kind: str
    is_direct: bool
    is_masked: bool
    file: str
    line: int


class Unresolved(NamedTuple):
    """``at`` is what may come from more than is known."""

    at: Node
    reason: str
    file: str
    line: int


class InputPort(NamedTuple):
    """A product reads a contract, or may: ``agreement`` is the file that says so."""

    product: str
    contract_id: str
    agreement: str | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ColumnGraph:
    """``levels`` are of products: one that reads none is at 0, any other above its providers.

    ``reads`` says which models and objects a model reads, whether or not any of its columns comes
    from there; ``fulfilled``, which model yields an object. ``missing`` are columns and elements
    that are read, and of which only that is known.
    """

    levels: Mapping[str, int]
    input_ports: tuple[InputPort, ...]
    edges: tuple[ColumnEdge, ...]
    unresolved: tuple[Unresolved, ...]
    reads: Mapping[Node, tuple[Node, ...]]
    fulfilled: Mapping[Node, Node]
    missing: Mapping[Node, tuple[str, int]]


def stitch(rows: Rows) -> ColumnGraph:
    """Of rows of `TABLES`, in any order."""
    return _Stitching(rows).done()


class _Stitching:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._reading = Reading(rows.of(SourceTableRow))
        self._contracts = {
            row.contract_id for row in rows.of(ContractRow) if row.kind in (OUTPUT_PORT, EXTERNAL)
        }
        self._elements = dict(_elements(rows))
        self._objects = {node.whole for node in self._elements} | set(_objects(rows))
        self._outputs: dict[Node, dict[Node, OutputColumnRow]] = defaultdict(dict)
        for row in rows.of(OutputColumnRow):
            node = column(row.product, row.model, row.column_name)
            self._outputs[node.whole][node] = row
        self._fulfilled = {
            object_(row.contract_id, row.alias): model(row.product, row.model)
            for row in rows.of(ModelRow)
            if row.contract_id
        }
        self._edges: list[ColumnEdge] = []
        self._unresolved: dict[Unresolved, None] = {}
        self._missing: dict[Node, tuple[str, int]] = {}

    def done(self) -> ColumnGraph:
        self._inside()
        self._at_ports()
        self._models()
        ports = tuple(sorted(_input_ports(self._rows)))
        self._unread_products()
        return ColumnGraph(
            levels=self._levels(ports),
            input_ports=ports,
            edges=tuple(self._edges),
            unresolved=tuple(sorted(self._unresolved)),
            reads=self._reads(),
            fulfilled=self._fulfilled,
            missing=self._missing,
        )

    def _open(self, at: Node, reason: str, row: Row) -> None:
        said = _EXCERPT.split(reason)[0]
        in_one_line = " ".join(_UNPRINTABLE.sub(" ", said).split())
        self._unresolved[Unresolved(at, in_one_line, row.file, row.line)] = None

    def _reads(self) -> dict[Node, tuple[Node, ...]]:
        found: dict[Node, set[Node]] = defaultdict(set)
        for row in self._rows.of(ModelDependencyRow):
            if (read := self._reading.of(row)) is not None:
                found[model(row.product, row.model)].add(read)
        return {node: tuple(sorted(read)) for node, read in found.items()}

    # Inside products

    def _inside(self) -> None:
        for row in self._rows.of(ColumnEdgeRow):
            reader = model(row.product, row.model)
            name = row.column_name
            target = reader if name is None or name == _ANY else part_of(reader, name)
            if (read := self._reading.of(row)) is None:
                source = f"{row.source}.{row.depends_on}"
                self._open(target, f"It comes from `{source}`, which names no contract.", row)
            elif row.from_column == _ANY:
                known = f"`{read.owner}.{read.name}`"
                self._open(
                    target,
                    f"It may come from any column of {known}, of which not all are known.",
                    row,
                )
            else:
                source_column = part_of(read, row.from_column)
                self._check(source_column, row)
                self._edges.append(
                    ColumnEdge(
                        source_column,
                        target,
                        row.transformation,
                        row.is_direct,
                        row.is_masked,
                        row.file,
                        row.line,
                    )
                )
        for column_read in self._rows.of(ColumnReadRow):
            read = self._reading.of(column_read)
            name = column_read.column_name
            if read is not None and column_read.exists is False and name != _ANY:
                self._check(part_of(read, name), column_read)

    def _check(self, source: Node, row: ColumnEdgeRow | ColumnReadRow) -> None:
        """Notes a column that is read and that nobody has."""
        if row.source is None:
            outputs = self._outputs.get(source.whole, {})
            if outputs and source not in outputs and part_of(source.whole, _ANY) not in outputs:
                self._miss(source, f"`{source.name}` yields no column `{source.part}`.", row)
            elif source not in outputs:
                # Of its model nothing is known, or not all; the model's own finding says so.
                self._missing.setdefault(source, (row.file, row.line))
        elif source not in self._elements:
            if source.owner not in self._contracts:
                reason = f"No contract `{source.owner}` is in this repository."
            elif source.whole not in self._objects:
                reason = f"The contract `{source.owner}` has no object `{source.name}`."
            else:
                reason = f"`{source.name}` in `{source.owner}` has no column `{source.part}`."
            self._miss(source, reason, row)

    def _miss(self, source: Node, reason: str, row: Row) -> None:
        if source not in self._missing:
            self._missing[source] = (row.file, row.line)
            self._open(source, reason, row)

    # At ports

    def _at_ports(self) -> None:
        for node, row in self._elements.items():
            if row.kind != OUTPUT_PORT:
                continue
            fulfilling = self._fulfilled.get(node.whole)
            if fulfilling is None:
                self._open(node, "No model fulfils its object.", row)
            elif not (outputs := self._outputs.get(fulfilling)):
                self._open(node, f"The columns of `{fulfilling.name}` are not known.", row)
            elif (source := part_of(fulfilling, node.part)) in outputs:
                self._edges.append(ColumnEdge(source, node, PORT, True, False, row.file, row.line))
            elif part_of(fulfilling, _ANY) in outputs:
                self._open(node, f"Not all columns that `{fulfilling.name}` yields are known.", row)
            else:
                self._open(node, f"`{fulfilling.name}` yields no such column.", row)

    # What is not known

    def _models(self) -> None:
        # Of a column that there is not, `_check` has said more than the model's problem does.
        said = {
            (row.product, row.model, row.line)
            for row in self._rows.of(ColumnReadRow)
            if row.exists is False
        }
        for problem in self._rows.of(SqlProblemRow):
            if problem.is_unread or (problem.product, problem.model, problem.line) not in said:
                self._open(model(problem.product, problem.model), problem.message, problem)
        for outputs in self._outputs.values():
            for node, row in outputs.items():
                if row.unknown:
                    at = node.whole if row.column_name == _ANY else node
                    self._open(at, row.unknown, row)

    def _unread_products(self) -> None:
        read = {row.product for row in self._rows.of(ModelRow)}
        for row in self._rows.of(FindingRow):
            if row.is_unread and row.product and row.product not in read:
                self._open(product(row.product), row.message, row)
        for port in _input_ports(self._rows):
            if port.contract_id not in self._contracts:
                self._unresolved[
                    Unresolved(
                        contract(port.contract_id),
                        f"No contract `{port.contract_id}` is in this repository.",
                        port.file,
                        port.line,
                    )
                ] = None

    def _levels(self, ports: Iterable[InputPort]) -> dict[str, int]:
        provider = {
            row.contract_id: row.product
            for row in self._rows.of(ContractRow)
            if row.kind == OUTPUT_PORT
        }
        names = sorted(
            {row.product for row in self._rows.of(ProductRow)}
            | {row.product for row in self._rows.of(ModelRow)}
            | {port.product for port in ports}
        )
        before: dict[str, set[str]] = {name: set() for name in names}
        for port in ports:
            if (name := provider.get(port.contract_id)) and name != port.product:
                before[port.product].add(name)
        return _levels(before)


def _elements(rows: Rows) -> Iterator[tuple[Node, ContractColumnRow]]:
    """The columns of contracts, not their fields. Of two contracts of one id, the first file's."""
    tables = {
        (row.file, row.object): row.physical_name
        for row in rows.of(ContractObjectRow)
        if row.kind in (OUTPUT_PORT, EXTERNAL)
    }
    found: dict[Node, ContractColumnRow] = {}
    for row in rows.of(ContractColumnRow):
        if row.kind in (OUTPUT_PORT, EXTERNAL) and row.depth == 0:
            table = tables.get((row.file, row.object), row.object)
            node = element(row.contract_id, table, row.physical_name)
            known = found.get(node)
            if known is None or row.file < known.file:
                found[node] = row
    yield from found.items()


def _objects(rows: Rows) -> Iterator[Node]:
    for row in rows.of(ContractObjectRow):
        if row.kind in (OUTPUT_PORT, EXTERNAL):
            yield object_(row.contract_id, row.physical_name)


def _input_ports(rows: Rows) -> Iterator[InputPort]:
    """By dbt's sources, else by the documents, else by the agreement alone."""
    agreements: dict[tuple[str, str], AgreementRow] = {}
    for row in rows.of(AgreementRow):
        if row.port:
            agreements.setdefault((row.product, row.port), row)
    seen = set()
    for port in chain[SourceRow | InputPortRow](rows.of(SourceRow), rows.of(InputPortRow)):
        if not port.contract_id:
            continue
        key = (port.product, port.contract_id)
        if key not in seen:
            seen.add(key)
            agreement = agreements.get(key)
            file = agreement.file if agreement else None
            yield InputPort(*key, file, port.file, port.line)
    for key, row in agreements.items():
        if key not in seen:
            yield InputPort(*key, row.file, row.file, row.line)


def _levels(before: dict[str, set[str]]) -> dict[str, int]:
    """A cycle is opened at the first of its names."""
    remaining = dict(before)
    while True:
        try:
            order = list(TopologicalSorter(remaining).static_order())
        except CycleError as error:
            cycle = set(error.args[1])
            first = min(cycle)
            remaining[first] = remaining[first] - cycle
            continue
        levels: dict[str, int] = {}
        for name in order:
            above = (levels[provider] for provider in remaining[name])
            levels[name] = max(above, default=-1) + 1
        return levels
