"""Layered order of a graph: each node right of what it comes from, and few crossings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

_SWEEPS = 8

Pairs = Iterable[tuple[str, str]]


def layers(nodes: Sequence[str], pairs: Pairs) -> dict[str, int]:
    """The length of the longest way to each node. What closes a cycle is not counted."""
    up: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in sorted(set(pairs)):
        if source != target and source in up and target in up:
            up[target].append(source)
    found: dict[str, int] = {}
    entered: set[str] = set()
    for start in nodes:
        stack = [start]
        while stack:
            node = stack[-1]
            if node in found:
                stack.pop()
                continue
            entered.add(node)
            waiting = [source for source in up[node] if source not in entered]
            if waiting:
                stack.append(waiting[0])
                continue
            before = (found[source] for source in up[node] if source in found)
            found[node] = max(before, default=-1) + 1
            stack.pop()
    return found


def ordered(layer_of: Mapping[str, int], pairs: Pairs) -> list[list[str]]:
    """The nodes of each layer, each node near the middle of its neighbours (barycentre)."""
    rows: list[list[str]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for node, layer in layer_of.items():
        rows[layer].append(node)
    neighbours: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(set(pairs)):
        if one in layer_of and other in layer_of:
            neighbours[one].append(other)
            neighbours[other].append(one)
    at = {node: _share(i, len(row)) for row in rows for i, node in enumerate(row)}
    for sweep in range(_SWEEPS):
        is_down = sweep % 2 == 0
        for row in rows if is_down else reversed(rows):
            middles = {node: _middle(node, layer_of, neighbours, at, is_down) for node in row}
            row.sort(key=middles.__getitem__)  # stable, so that the rest keeps its order
            at.update((node, _share(i, len(row))) for i, node in enumerate(row))
    return rows


def _share(index: int, count: int) -> float:
    """The place in a layer from 0 to 1, so that layers of different lengths compare."""
    return (index + 0.5) / count


def _middle(
    node: str,
    layer_of: Mapping[str, int],
    neighbours: Mapping[str, Sequence[str]],
    at: Mapping[str, float],
    is_down: bool,
) -> float:
    here = layer_of[node]
    seen = [
        at[other]
        for other in neighbours.get(node, ())
        if (layer_of[other] < here if is_down else layer_of[other] > here)
    ]
    return sum(seen) / len(seen) if seen else at[node]
