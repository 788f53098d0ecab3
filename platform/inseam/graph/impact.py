"""What is reached from where, by which way, and from how many causes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from inseam.graph.graph import Edge, Graph
from inseam.graph.node import Kind, Node


@dataclass(frozen=True, slots=True)
class Step:
    """How a node is reached: from ``source``, along an edge whose target it is."""

    source: Node
    edge: Edge


@dataclass(frozen=True, slots=True)
class Reached:
    """The nodes reached, nearest first, the ones started from included.

    ``steps`` is the last step of a shortest way; of several equally short ones, of the first in
    the order of the nodes.
    """

    starts: tuple[Node, ...]
    steps: Mapping[Node, Step | None]
    _causes: Mapping[Node, int]

    @property
    def nodes(self) -> list[Node]:
        return list(self.steps)

    def path(self, node: Node) -> list[Step]:
        """From one of the starts to the node; empty for a start."""
        path: list[Step] = []
        step = self.steps[node]
        while step is not None:
            path.append(step)
            step = self.steps[step.source]
        return path[::-1]

    def causes(self, node: Node) -> list[Node]:
        """All the starts that the node is reached from."""
        bits = self._causes[node]
        return [start for place, start in enumerate(self.starts) if bits >> place & 1]

    @property
    def products(self) -> dict[str, Node]:
        """Those with a node that is reached, and the nearest of their nodes."""
        found: dict[str, Node] = {}
        for node in self.steps:
            if node.kind not in _OF_CONTRACTS:
                found.setdefault(node.owner, node)
        return found


_OF_CONTRACTS = frozenset({Kind.CONTRACT, Kind.OBJECT, Kind.ELEMENT})
_Edges = Callable[[Node], Iterable[Edge]]


def downstream(graph: Graph, starts: Iterable[Node]) -> Reached:
    """What depends on any of ``starts``."""
    return _reach(graph.edges_from, starts)


def upstream(graph: Graph, starts: Iterable[Node]) -> Reached:
    """What any of ``starts`` depends on. Steps lead from what depends to what it depends on."""
    return _reach(graph.edges_to, starts)


def _reach(edges: _Edges, starts: Iterable[Node]) -> Reached:
    first = tuple(sorted(set(starts)))
    steps: dict[Node, Step | None] = dict.fromkeys(first)
    ways: dict[Node, list[Node]] = {}
    waiting = deque(first)
    while waiting:
        node = waiting.popleft()
        found = sorted(edges(node))
        ways[node] = [edge.target for edge in found]
        for edge in found:
            if edge.target not in steps:
                steps[edge.target] = Step(node, edge)
                waiting.append(edge.target)
    return Reached(first, steps, _causes(first, ways))


def _causes(starts: tuple[Node, ...], ways: Mapping[Node, list[Node]]) -> dict[Node, int]:
    """The starts that each node is reached from, as bits."""
    causes = dict.fromkeys(ways, 0)
    for place, start in enumerate(starts):
        causes[start] |= 1 << place
    waiting = deque(starts)
    while waiting:
        node = waiting.popleft()
        for target in ways[node]:
            if causes[node] | causes[target] != causes[target]:
                causes[target] |= causes[node]
                waiting.append(target)
    return causes


def in_words(path: Iterable[Step]) -> Iterator[str]:
    """A way, a line for each step: ``<source> -> <target> (<how>, <file>:<line>)``."""
    for source, edge in ((step.source, step.edge) for step in path):
        yield f"{source} -> {edge.target} ({edge.how}, {edge.file}:{edge.line})"
