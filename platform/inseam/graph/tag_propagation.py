"""What a column says of its values, carried to wherever the values go."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Set

from inseam.graph.column_graph import ColumnEdge
from inseam.graph.node import Node

Marks = frozenset[str]
_NONE: Marks = frozenset()


def hands_on(edge: ColumnEdge) -> bool:
    """Whether who sees the target sees something of the source's value."""
    return edge.is_direct and not edge.is_masked


def carried(
    edges: Iterable[ColumnEdge], marks: Mapping[Node, Set[str]], ended: Mapping[Node, Set[str]]
) -> dict[Node, Marks]:
    """The marks that reach each column from others; a column's own are not among them.

    A mark goes along the edges that hand the value on, unmasked, and past no column of which
    ``ended`` says that it ends there.
    """
    ways: dict[Node, list[Node]] = defaultdict(list)
    for edge in edges:
        if hands_on(edge):
            ways[edge.source].append(edge.target)
    reached: dict[Node, Marks] = {}
    waiting = deque(node for node in marks if node in ways)
    while waiting:
        node = waiting.popleft()
        given = reached.get(node, _NONE) | marks.get(node, _NONE)
        for target in ways.get(node, ()):
            known = reached.get(target, _NONE)
            more = (known | given) - ended.get(target, _NONE)
            if more != known:
                reached[target] = more
                waiting.append(target)
    return reached
