"""How much is in a lineage: one set of numbers, for the command line and for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inseam.lineage.document import ALL_ROWS, Lineage, dataset_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A contract's object and the model that fulfils it are one table, with one set of columns.

    The step from such a model to its object is therefore no edge. A column that only an edge knows
    counts; all rows of a table, as the target of an edge, are not a column.
    """

    products: int = 0
    output_ports: int = 0
    external_contracts: int = 0
    tables: int = 0
    columns: int = 0
    direct_edges: int = 0
    indirect_edges: int = 0
    unresolved: int = 0


def counts_of(lineage: Lineage) -> Counts:
    object_of = object_of_model(lineage)
    tables = {each.id for each in lineage.objects}
    tables |= {object_of.get(each.id, each.id) for each in lineage.models}
    columns = {as_drawn(column.id, object_of) for column in lineage.columns}
    direct = indirect = 0
    for edge in lineage.edges:
        ends = as_drawn(edge.source, object_of), as_drawn(edge.target, object_of)
        if ends[0] == ends[1]:
            continue
        columns.update(end for end in ends if not end.endswith(f".{ALL_ROWS}"))
        if edge.kind == "direct":
            direct += 1
        else:
            indirect += 1
    ports = sum(each.product is not None for each in lineage.contracts)
    return Counts(
        products=len(lineage.products),
        output_ports=ports,
        external_contracts=len(lineage.contracts) - ports,
        tables=len(tables),
        columns=len(columns),
        direct_edges=direct,
        indirect_edges=indirect,
        unresolved=len(lineage.unresolved),
    )


def object_of_model(lineage: Lineage) -> dict[str, str]:
    """By the id of a model that fulfils a contract's object, the object's id."""
    return {each.model: each.id for each in lineage.objects if each.model is not None}


def as_drawn(id: str, object_of: Mapping[str, str]) -> str:
    """The id of a table or column, where a port's model goes by the object that it fulfils."""
    if id in object_of:
        return object_of[id]
    dataset = dataset_of(id)
    return object_of[dataset] + id[len(dataset) :] if dataset in object_of else id
