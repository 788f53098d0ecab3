"""The ways from what has changed to a product, through the graph of base and head together."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from inseam.affected.contract_change import ContractChange
from inseam.affected.contract_difference import Element, subject_of
from inseam.affected.result import Class, Reason, State, Step
from inseam.graph.graph import Edge, Graph, How
from inseam.graph.impact import Step as GraphStep
from inseam.graph.node import Kind, Node, contract, element, object_

# What tells most is first.
_HOW = {
    How.VALUE: "has its value from it",
    How.INFLUENCE: "has a value that depends on it",
    How.ROWS: "has rows that depend on it",
    How.NAMES: "names it",
    How.READS: "reads it",
    How.UNKNOWN: "may read it",
    How.FULFILS: "is what it yields",
    How.HAS: "is part of it",
    How.CALLS: "calls it",
}
_CHANGED = {
    State.ADDED: "is added",
    State.DELETED: "is deleted",
    State.MOVED: "has another file",
    State.CHANGED: "is changed",
}


_OF_NO_READER = frozenset({Class.DOCS, Class.OWNER, Class.TERMS})


@dataclass(frozen=True, slots=True)
class ExplainedPaths:
    """``gone`` are the files that are not there at the head."""

    graph: Graph
    gone: Collection[str]

    def to_edge(self, edge: Edge) -> Step:
        is_gone = edge.file in self.gone
        return Step(str(edge.target), edge.file, edge.line, _HOW[edge.how], is_gone)

    def along(self, path: Iterable[GraphStep]) -> tuple[Step, ...]:
        return tuple(self.to_edge(step.edge) for step in path)

    def from_macros(self, file: str, product: str) -> Step | None:
        """To the nearest model of the product that a macro of the file is called for."""
        macros = (node for node in self.graph.files.get(file, ()) if node.kind is Kind.MACRO)
        waiting = deque(sorted(node for node in macros if node.owner == product))
        seen = set(waiting)
        while waiting:
            for edge in sorted(self.graph.down.get(waiting.popleft(), ())):
                if edge.target.kind is Kind.MODEL:
                    return self.to_edge(edge)
                if edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
        return None

    def to_consumer(
        self, change: ContractChange, consumer: str, goals: tuple[str, ...]
    ) -> Iterator[Reason]:
        """One for each element that differs and that the consumer reads; at least one."""
        start = contract_step(change)
        elements = change.difference.elements if change.difference else ()
        is_whole = change.state is not State.CHANGED or not elements or bool(_of_all(change))
        found = False
        for part in elements:
            edges = self.graph.edges_from(node_of(change.contract_id, part))
            readers = sorted(
                _models_if_any(edge for edge in edges if edge.target.owner == consumer),
                key=_most_telling,
            )
            if readers:
                found = True
                steps = (start, element_step(change, part), self.to_edge(readers[0]))
                yield Reason("reads what differs", steps, goals, _others(readers))
        if found and not is_whole:
            return
        note = ""
        if not is_whole:
            note = "it reads nothing that differs; its input rows are made from the contract"
        readers = self.readers(change.contract_id, consumer)
        for edge in readers[:1]:
            for block in _of_all(change) or ((),):
                way = (start, *block, self.to_edge(edge))
                yield Reason("reads the contract", way, goals, note)

    def to_provider(
        self, change: ContractChange, provider: str, goals: tuple[str, ...]
    ) -> Iterator[Reason]:
        """The product that has to keep what the contract says."""
        start = contract_step(change)
        elements = change.difference.elements if change.difference else ()
        for block in _of_all(change) or (() if elements else ((),)):
            yield Reason("own contract", (start, *block), goals)
        for part in elements:
            made = object_(change.contract_id, part.object)
            steps = (start, element_step(change, part), *self._models_of(made, provider))
            yield Reason("own contract", steps, goals)

    def _models_of(self, made: Node, provider: str) -> Iterator[Step]:
        """The model that yields an object of a port."""
        for edge in sorted(self.graph.edges_to(made)):
            if edge.how is How.FULFILS and edge.target.owner == provider:
                yield replace(self.to_edge(edge), how="has to yield it")

    def readers(self, contract_id: str, consumer: str) -> list[Edge]:
        """Of the contract, whatever of it: models, or what else of the product is known."""
        edges = self.graph.down.get(contract(contract_id), {})
        readers = [edge for edge in sorted(edges) if edge.target.kind is Kind.PRODUCT]
        for part in sorted(edge.target for edge in edges if edge.target.kind is Kind.OBJECT):
            readers = sorted(self.graph.down.get(part, ())) + readers
        return _models_if_any(edge for edge in readers if edge.target.owner == consumer)


def _models_if_any(readers: Iterable[Edge]) -> list[Edge]:
    """Exposures are listed apart; one is a product's reason where no model of it is."""
    found = list(readers)
    return [edge for edge in found if edge.target.kind is not Kind.EXPOSURE] or found


def node_of(contract_id: str, part: Element) -> Node:
    if part.column is None:
        return object_(contract_id, part.object)
    return element(contract_id, part.object, part.column)


def contract_step(change: ContractChange) -> Step:
    what = f"contract {change.contract_id} {_CHANGED.get(change.state, 'is reworded')}"
    return Step(what, change.file, 1, is_gone=change.head is None)


def element_step(change: ContractChange, part: Element) -> Step:
    is_gone = part.what == "is removed"
    file = (change.base if is_gone else change.head) or change.file
    return Step(f"{part.name} {part.what}", file, part.line, is_gone=is_gone)


def _of_all(change: ContractChange) -> tuple[tuple[Step, ...], ...]:
    """A step for each part of the contract that differs and concerns whoever reads anything."""
    found = change.difference.blocks if change.difference and change.difference.is_whole else ()
    return tuple(
        (Step(f"{block.name} {block.what}", change.file, block.line),)
        for block in found
        if block.name != "schema" and subject_of(block.name) not in _OF_NO_READER
    )


def _most_telling(edge: Edge) -> tuple[int, Edge]:
    """What is known for sure first: of two sides, one may know less of a column."""
    return list(_HOW).index(edge.how), edge


def _others(readers: list[Edge]) -> str:
    more = len({edge.target for edge in readers}) - 1
    return f"and {more} more of its models and columns" if more > 0 else ""
