"""What is drawn, in whatever language: boxes in groups, and arrows between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from inseam.lineage.difference import Difference
from inseam.lineage.document import ALL_ROWS, Edge, Lineage, dataset_of


@dataclass(frozen=True, slots=True)
class Box:
    label: str
    is_store: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """Between boxes, by their keys. ``change`` is `added` or `removed`, else nothing."""

    source: str
    target: str
    label: str = ""
    is_dashed: bool = False
    change: str = ""


@dataclass(slots=True)
class Drawing:
    """``groups`` are boxes by key, by the group's name; the group without a name has no frame."""

    groups: dict[str, dict[str, Box]] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)

    def add(self, group: str, key: str, box: Box) -> None:
        self.groups.setdefault(group, {})[key] = box


def of_products(lineage: Lineage) -> Drawing:
    """Who reads whose contract. Contracts of systems outside, and missing ones, are stores."""
    drawing = Drawing()
    for product in lineage.products:
        drawing.add("", product.id, Box(product.id))
    provider = {contract.id: contract.product or contract.id for contract in lineage.contracts}
    for contract in lineage.contracts:
        if contract.product is None:
            drawing.add("", contract.id, Box(contract.id, is_store=True))
    for port in lineage.input_ports:
        source = provider[port.contract]
        label = "" if source == port.contract else port.contract
        drawing.arrows.append(Arrow(source, port.product, label))
    return drawing


def of_edges(edges: Iterable[Edge]) -> Drawing:
    """Columns in the frames of their datasets."""
    drawing = Drawing()
    _add_edges(drawing, edges, "")
    return drawing


def of_difference(found: Difference) -> Drawing:
    drawing = Drawing()
    _add_edges(drawing, found.added, "added")
    _add_edges(drawing, found.removed, "removed")
    return drawing


def _add_edges(drawing: Drawing, edges: Iterable[Edge], change: str) -> None:
    for edge in edges:
        for node in (edge.source, edge.target):
            dataset = dataset_of(node)
            name = node[len(dataset) + 1 :]
            drawing.add(dataset, node, Box("all rows" if name == ALL_ROWS else name))
        label = edge.subtype.lower().replace("_", " ")
        drawing.arrows.append(Arrow(edge.source, edge.target, label, edge.kind != "direct", change))
