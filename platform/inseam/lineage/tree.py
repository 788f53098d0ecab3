"""A column's lineage as a tree, up to where it comes from or down to where it goes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from inseam.lineage.document import ALL_ROWS, LineageEdge, all_rows, dataset_of
from inseam.lineage.traversal import Traversal


class Place(NamedTuple):
    file: str
    line: int


@dataclass(slots=True)
class Branch:
    """``how`` is the edge's subtype, None for the root. What is shown before has no parts again."""

    node: str
    place: Place
    how: str | None = None
    is_direct: bool = True
    is_masked: bool = False
    notes: tuple[str, ...] = ()
    parts: list[Branch] = field(default_factory=list)
    is_repeated: bool = False


def upstream(ways: Traversal, column: str) -> Branch:
    """What the column's value is made from; contracts of systems outside are the ends.

    What only decides between values is shown, and not followed. What decides which rows there are
    concerns every column, and is in `influences`.
    """
    return _Upward(ways).tree(column)


def influences(ways: Traversal, column: str) -> list[LineageEdge]:
    """What decides which rows and values there are on all the ways up, nearest first."""
    edges = ways.upward(column)
    return [edge for edge in edges if edge.kind != "direct" and edge.target != column]


def downstream(ways: Traversal, column: str) -> Branch:
    """What is made from the column or depends on it.

    What bears on all rows of a dataset goes on from dataset to dataset.
    """
    return _Downward(ways).tree(column)


class _Growing(ABC):
    """Grows without calls that call each other: a chain may be longer than Python's stack."""

    def __init__(self, ways: Traversal) -> None:
        self._ways = ways

    def tree(self, column: str) -> Branch:
        root = Branch(column, self._place(column))
        seen: set[str] = set()
        waiting = [root]
        while waiting:
            branch = waiting.pop()
            branch.is_repeated = branch.node in seen and self._goes_on(branch)
            if branch.is_repeated or not self._goes_on(branch):
                continue
            seen.add(branch.node)
            branch.notes = self._notes(branch.node)
            branch.parts = list(self._parts(branch.node))
            waiting += reversed(branch.parts)
        return root

    def _place(self, node: str) -> Place:
        return Place(*self._ways.place(node))

    def _notes(self, node: str) -> tuple[str, ...]:
        if self._ways.is_made_here(node):
            return ("computed here, not from a column",)
        return tuple(f"unknown: {end.reason}" for end in self._ways.unresolved(node))

    @abstractmethod
    def _parts(self, node: str) -> Iterable[Branch]: ...

    def _goes_on(self, branch: Branch) -> bool:
        return True


def _direct_first(edges: Iterable[LineageEdge]) -> list[LineageEdge]:
    return sorted(edges, key=lambda edge: edge.kind != "direct")


class _Upward(_Growing):
    def _parts(self, node: str) -> Iterable[Branch]:
        for edge in _direct_first(self._ways.into(node)):
            yield _branch(edge.source, edge)

    def _goes_on(self, branch: Branch) -> bool:
        return branch.is_direct


class _Downward(_Growing):
    def _parts(self, node: str) -> Iterable[Branch]:
        if not node.endswith(f".{ALL_ROWS}"):
            for edge in _direct_first(self._ways.out_of(node)):
                yield _branch(edge.target, edge)
            return
        for reader in self._ways.readers(dataset_of(node)):
            rows = all_rows(reader)
            yield Branch(rows, self._place(rows), "ROWS", is_direct=False)

    def _notes(self, node: str) -> tuple[str, ...]:
        return ()


def _branch(node: str, edge: LineageEdge) -> Branch:
    return Branch(
        node,
        Place(edge.file, edge.line),
        edge.subtype,
        edge.kind == "direct",
        edge.is_masked,
    )


def tree_lines(root: Branch) -> Iterator[str]:
    """As text: what it is, how it is tied to the line above it, and where that is written."""
    yield f"{_name(root.node)}  {_at(root.place)}"
    waiting: list[tuple[Branch, str, bool]] = []
    _push(waiting, root, "")
    yield from (f"   {note}" for note in root.notes)
    while waiting:
        branch, indent, is_last = waiting.pop()
        tie = "└─ " if is_last else "├─ "
        again = "  (see above)" if branch.is_repeated else ""
        how = in_words(branch.how or "", branch.is_direct, branch.is_masked)
        yield f"{indent}{tie}{_name(branch.node)}  {how}  {_at(branch.place)}{again}"
        below = indent + ("   " if is_last else "│  ")
        yield from (f"{below}{note}" for note in branch.notes)
        _push(waiting, branch, below)


def _push(waiting: list[tuple[Branch, str, bool]], branch: Branch, indent: str) -> None:
    for place, part in enumerate(reversed(branch.parts)):
        waiting.append((part, indent, place == 0))


def _name(node: str) -> str:
    return f"all rows of {dataset_of(node)}" if node.endswith(f".{ALL_ROWS}") else node


def in_words(how: str, is_direct: bool, is_masked: bool) -> str:
    """Such as `identity`, `aggregation, masked`, `(group by)`."""
    words = how.lower().replace("_", " ")
    words = f"{words}, masked" if is_masked else words
    return words if is_direct else f"({words})"


def edge_line(edge: LineageEdge) -> str:
    """An edge as one line, of whichever column or rows it bears on."""
    how = in_words(edge.subtype, edge.kind == "direct", edge.is_masked)
    place = _at(Place(edge.file, edge.line))
    return f"{_name(edge.source)} -> {_name(edge.target)}  {how}  {place}"


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}" if place.file else ""
