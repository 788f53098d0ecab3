"""Who provides, reads and uses what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from inseam.graph.node import Kind, Node, part_of


class How(StrEnum):
    """What an edge says of its target."""

    READS = "reads"  # a model or exposure reads a model or an object, or a product a contract
    FULFILS = "fulfils"  # an object or element is what the port's model yields
    HAS = "has"  # a contract has an object
    VALUE = "value"  # the column's value is made from the other's
    INFLUENCE = "influence"  # the value depends on the other's, as in a condition
    ROWS = "rows"  # which rows there are depends on it, as in a filter
    NAMES = "names"  # the SQL names the column, and it is not known what for
    UNKNOWN = "unknown"  # the columns are not known, so it may be made from it
    CALLS = "calls"  # a model or macro calls a macro


class Edge(NamedTuple):
    """To ``target``, as ``file`` at ``line`` says."""

    target: Node
    how: How
    file: str
    line: int


class Reading(NamedTuple):
    """A model reads an object of a contract; the place is the model's."""

    product: str
    model: str
    object: str
    file: str
    line: int


Edges = dict[Node, dict[Edge, None]]  # a set that keeps its order


def _edges() -> Edges:
    return defaultdict(dict)


@dataclass(slots=True)
class Graph:
    """Made by `inseam.graph.build.build`, and never changed after it.

    ``down`` leads from what is read to who reads it. ``from_any_column`` are the edges that start
    from every column of a model or object, whatever they are called. Of the ``unread`` products no
    model is known.
    """

    down: Edges = field(default_factory=_edges)
    from_any_column: Edges = field(default_factory=_edges)
    providers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    fulfilled: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    products: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    files: dict[str, set[Node]] = field(default_factory=lambda: defaultdict(set))
    _up: Edges | None = None

    def edges_from(self, node: Node) -> Iterator[Edge]:
        """To what depends on the node itself."""
        yield from self.down.get(node, ())
        if node.kind in (Kind.COLUMN, Kind.ELEMENT):
            yield from self.from_any_column.get(node.whole, ())
            for fulfilled in self.fulfilled.get(node.whole, ()):
                yield Edge(part_of(fulfilled, node.part), How.FULFILS, *self._place(node.whole))

    def edges_to(self, node: Node) -> Iterator[Edge]:
        """As `edges_from`, to what the node itself depends on: ``target`` is where it comes from.

        A column depends on what decides which rows its model has.
        """
        up = self._upward()
        yield from up.get(node, ())
        if node.kind is Kind.COLUMN:
            yield from (edge for edge in up.get(node.whole, ()) if edge.how is not How.READS)
        if node.kind is Kind.ELEMENT:
            for edge in up.get(node.whole, ()):
                if edge.how is How.FULFILS:
                    yield edge._replace(target=part_of(edge.target, node.part))

    def provider(self, contract_id: str) -> str | None:
        """The product whose port it is; None for a contract from outside, or of several."""
        found = self.providers.get(contract_id, set())
        return next(iter(found)) if len(found) == 1 else None

    def readings(self, contract_id: str) -> list[Reading]:
        """The models that read the contract, by product."""
        parts = {edge.target for edge in self.down.get(Node(Kind.CONTRACT, contract_id), ())}
        return sorted(
            Reading(edge.target.owner, edge.target.name, part.name, edge.file, edge.line)
            for part in parts
            if part.kind is Kind.OBJECT
            for edge in self.down.get(part, ())
            if edge.target.kind is Kind.MODEL
        )

    def consumers(self, contract_id: str) -> list[str]:
        """The products that read the contract, also those of which no more is known."""
        edges = self.down.get(Node(Kind.CONTRACT, contract_id), ())
        whole = {edge.target.owner for edge in edges if edge.target.kind is Kind.PRODUCT}
        return sorted(whole | {reading.product for reading in self.readings(contract_id)})

    def uses(self, element: Node) -> list[Node]:
        """The models that read an element of a contract, in whatever way. None: nobody does.

        A model whose columns are not known is one of them.
        """
        used_by = {edge.target.whole for edge in self.edges_from(element)}
        return sorted(node for node in used_by if node.kind is not Kind.EXPOSURE)

    def _place(self, node: Node) -> tuple[str, int]:
        """Of the port's model: where the edge to the object it fulfils is."""
        edges = (edge for edge in self.down.get(node, ()) if edge.how is How.FULFILS)
        return next(((edge.file, edge.line) for edge in edges), ("", 1))

    def _upward(self) -> Edges:
        if self._up is None:
            up = _edges()
            for source, edges in (*self.down.items(), *self.from_any_column.items()):
                for target, how, file, line in edges:
                    up[target][Edge(source, how, file, line)] = None
            self._up = up
        return self._up
