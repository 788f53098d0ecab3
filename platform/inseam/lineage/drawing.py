"""What is drawn, in whatever language: boxes in groups, and arrows between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from inseam.lineage.difference import Difference
from inseam.lineage.document import ALL_ROWS, Exposure, Lineage, LineageEdge, dataset_of


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
    owner = {each.id: provider[each.contract] for each in lineage.objects}
    owner |= {each.id: each.product for each in lineage.models}
    for exposure in lineage.exposures:
        drawing.add("", exposure.id, Box(exposure.id))
        for source in sorted({owner[read] for read in exposure.reads if read in owner}):
            drawing.arrows.append(Arrow(source, exposure.id, exposure.type or ""))
    return drawing


def of_edges(
    edges: Sequence[LineageEdge], exposures: Iterable[Exposure] = (), asked: Iterable[str] = ()
) -> Drawing:
    """Columns in the frames of their datasets, and the exposures that read these datasets."""
    drawing = Drawing()
    _add_edges(drawing, edges, "")
    nodes = sorted({*asked, *(node for edge in edges for node in (edge.source, edge.target))})
    for exposure in exposures:
        drawing.add("", exposure.id, Box(exposure.id))
        for node in nodes:
            if (dataset := dataset_of(node)) in exposure.reads:
                drawing.add(dataset, node, _box(node))
                drawing.arrows.append(Arrow(node, exposure.id, exposure.type or "", True))
    return drawing


def of_difference(found: Difference) -> Drawing:
    drawing = Drawing()
    _add_edges(drawing, found.added, "added")
    _add_edges(drawing, found.removed, "removed")
    return drawing


def _add_edges(drawing: Drawing, edges: Iterable[LineageEdge], change: str) -> None:
    for edge in edges:
        for node in (edge.source, edge.target):
            drawing.add(dataset_of(node), node, _box(node))
        label = edge.subtype.lower().replace("_", " ")
        drawing.arrows.append(Arrow(edge.source, edge.target, label, edge.kind != "direct", change))


def _box(node: str) -> Box:
    name = node[len(dataset_of(node)) + 1 :]
    return Box("all rows" if name == ALL_ROWS else name)
