"""What the page shows of `lineage.json`, and of what it was at the base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from inseam.lineage import document
from inseam.lineage.counts import as_drawn, counts_of, object_of_model
from inseam.lineage.document import Lineage, dataset_of
from inseam.lineage.page.view import (
    Change,
    Exposure,
    Gap,
    PageColumn,
    PageEdge,
    PageProduct,
    Place,
    Port,
    Quality,
    Reading,
    Table,
    View,
)

_MISSING = "missing"  # the status of a contract that nobody provides


def view_of(
    lineage: Lineage,
    base: Lineage | None = None,
    *,
    quality: Sequence[Quality] = (),
    title: str = "Lineage",
) -> View:
    """With a base, everything says what this branch did to it; what it removed is there as well."""
    here = _View(lineage, {column.id: column for column in lineage.columns})
    if base is None:
        return replace(here.view(), quality=tuple(quality), title=title)
    there = _View(base, {column.id: column for column in base.columns})
    return replace(
        _compared(here.view(), there.view()), quality=tuple(quality), title=title, is_compared=True
    )


@dataclass(frozen=True, slots=True)
class _View:
    lineage: Lineage
    columns_of_document: Mapping[str, document.LineageColumn]

    def view(self) -> View:
        # A port's object and the model that fulfils it are drawn as one, under the object's id.
        object_of = object_of_model(self.lineage)
        tables = tuple(self._tables(object_of))
        columns = self._columns(object_of, tables)
        return View(
            counts=counts_of(self.lineage),
            products=tuple(self._products()),
            ports=tuple(self._ports()),
            readings=tuple(self._readings()),
            tables=tables,
            columns=columns,
            edges=tuple(self._edges(object_of, columns)),
            gaps=tuple(
                Gap(as_drawn(gap.at, object_of), gap.reason, Place(gap.file, gap.line))
                for gap in self.lineage.unresolved
            ),
        )

    def _products(self) -> Iterator[PageProduct]:
        for product in self.lineage.products:
            yield PageProduct(
                id=product.id,
                name=product.name or product.id,
                domain=product.domain or "",
                owner=product.team_name or product.team or "",
                version=product.version or "",
                status=product.status or "",
                description=product.description or "",
                tags=product.tags,
                place=Place(product.file, product.line),
            )
        known = {product.id for product in self.lineage.products}
        for contract in self.lineage.contracts:
            if contract.product is not None and contract.product not in known:
                # Only a part of the repository was asked for.
                known.add(contract.product)
                yield PageProduct(id=contract.product, name=contract.product)
            elif contract.product is None:
                yield PageProduct(
                    id=_outside(contract.id),
                    name=contract.name or contract.id,
                    domain=contract.domain or "",
                    owner=contract.owner or "",
                    description=contract.description or "",
                    tags=contract.tags,
                    place=Place(contract.file, contract.line),
                    is_outside=True,
                )

    def _ports(self) -> Iterator[Port]:
        for contract in self.lineage.contracts:
            yield Port(
                id=contract.id,
                product=contract.product or _outside(contract.id),
                name=contract.name or "",
                version=contract.version or "",
                status=_MISSING if contract.is_missing else contract.status or "",
                owner=contract.owner or "",
                description=contract.description or "",
                tags=contract.tags,
                place=Place(contract.file, contract.line),
            )

    def _readings(self) -> Iterator[Reading]:
        for reading in self.lineage.input_ports:
            yield Reading(
                product=reading.product,
                port=reading.contract,
                agreement=reading.agreement or "",
                place=Place(reading.file, reading.line),
            )

    def _tables(self, object_of: Mapping[str, str]) -> Iterator[Table]:
        product_of = {
            contract.id: contract.product or _outside(contract.id)
            for contract in self.lineage.contracts
        }
        model_by_id = {model.id: model for model in self.lineage.models}

        exposed: dict[str, list[Exposure]] = defaultdict(list)
        for each in self.lineage.exposures:
            place = Place(each.file, each.line)
            shown = Exposure(each.name, each.type or "", each.owner or "", place)
            for id in dict.fromkeys(object_of.get(id, id) for id in each.reads):
                exposed[id].append(shown)

        def read(model: document.Model | None) -> tuple[str, ...]:
            reads = model.reads if model else ()
            return tuple(dict.fromkeys(object_of.get(id, id) for id in reads))

        for one in self.lineage.objects:
            model = model_by_id.get(one.model or "")
            yield Table(
                id=one.id,
                product=product_of[one.contract],
                port=one.contract,
                name=one.name,
                kind="output port" if one.model else one.physical_type or "table",
                description=one.description or "",
                tags=one.tags,
                place=Place(one.file, one.line),
                sql=Place(model.file, model.line) if model else Place(),
                reads=read(model),
                exposures=tuple(exposed[one.id]),
            )
        for model in self.lineage.models:
            if model.id not in object_of:
                yield Table(
                    id=model.id,
                    product=model.product,
                    name=model.name,
                    kind=model.layer or model.kind if model.kind == "model" else model.kind,
                    description=model.description or "",
                    place=Place(model.file, model.line),
                    sql=Place(model.file, model.line),
                    reads=read(model),
                    exposures=tuple(exposed[model.id]),
                )

    def _columns(
        self, object_of: Mapping[str, str], tables: Iterable[Table]
    ) -> dict[str, PageColumn]:
        """The contract's word on a column comes first: objects' ids, then their models'."""
        by_table: dict[str, dict[str, PageColumn]] = {table.id: {} for table in tables}
        contracts_first = sorted(
            self.lineage.columns, key=lambda column: column.dataset in object_of
        )
        for column in contracts_first:
            table = object_of.get(column.dataset, column.dataset)
            by_table[table].setdefault(
                as_drawn(column.id, object_of),
                PageColumn(
                    table,
                    column.name,
                    column.type or "",
                    column.is_required,
                    _sensitivity(column),
                    column.carries,
                    column.description or "",
                    column.line,
                    tags=column.tags,
                ),
            )
        for edge in self.lineage.edges:
            # Rows of a table, and a column that an edge knows and its table does not.
            for id in (edge.source, edge.target):
                renamed = as_drawn(id, object_of)
                if renamed not in by_table.get(dataset_of(renamed), {renamed: None}):
                    table, name = dataset_of(renamed), renamed.rpartition(".")[2]
                    by_table[table][renamed] = PageColumn(table, name)
        return {id: column for columns in by_table.values() for id, column in columns.items()}

    def _edges(
        self, object_of: Mapping[str, str], columns: Mapping[str, PageColumn]
    ) -> Iterator[PageEdge]:
        for edge in self.lineage.edges:
            source = as_drawn(edge.source, object_of)
            target = as_drawn(edge.target, object_of)
            if source == target or source not in columns or target not in columns:
                continue  # the step from a port's model to its object
            yield PageEdge(
                source,
                target,
                edge.kind == "direct",
                edge.subtype.replace("_", " ").lower(),
                edge.is_masked,
                Place(edge.file, edge.line),
            )


def _sensitivity(column: document.LineageColumn) -> str:
    said = (column.classification, "personal data" if column.is_personal else None)
    return ", ".join(filter(None, said))


def _outside(contract: str) -> str:
    """No product's id has a space."""
    return f"contract {contract}"


_T = TypeVar("_T", PageProduct, Port, Table)


def _compared(here: View, there: View) -> View:
    columns = _columns_compared(here.columns, there.columns)
    touched = {column.table for column in columns.values() if column.change}
    edges = _edges_compared(here.edges, there.edges)
    columns_here = columns.keys()
    edges = tuple(e for e in edges if e.source in columns_here and e.target in columns_here)
    touched |= {columns[edge.target].table for edge in edges if edge.change}
    tables = _with_changes(here.tables, there.tables, touched)
    ports = _with_changes(
        here.ports, there.ports, {table.port for table in tables if table.change and table.port}
    )
    readings = _readings_compared(here.readings, there.readings)
    products = _with_changes(
        here.products,
        there.products,
        {table.product for table in tables if table.change}
        | {port.product for port in ports if port.change}
        | {reading.product for reading in readings if reading.change},
    )
    return replace(
        here,
        products=products,
        ports=ports,
        readings=readings,
        tables=tables,
        columns=_by_table(columns, tables),
        edges=edges,
    )


def _with_changes(here: Sequence[_T], there: Sequence[_T], touched: set[str]) -> tuple[_T, ...]:
    """``touched``: the ids of what changed within."""
    before = {one.id: one for one in there}
    found: list[_T] = []
    for one in here:
        change = Change.NONE
        if one.id not in before:
            change = Change.ADDED
        elif one.id in touched or _said(one) != _said(before[one.id]):
            change = Change.CHANGED
        found.append(replace(one, change=change))
    kept = {one.id for one in here}
    found += [replace(one, change=Change.REMOVED) for one in there if one.id not in kept]
    return tuple(found)


def _said(one: _T) -> _T:
    """Without its lines, since what stands above it in its file is not a change of it."""
    if isinstance(one, Table):
        exposures = tuple(each._replace(place=Place(each.place.file)) for each in one.exposures)
        return replace(
            one, place=Place(one.place.file), sql=Place(one.sql.file), exposures=exposures
        )
    return replace(one, place=Place(one.place.file))


def _columns_compared(
    here: Mapping[str, PageColumn], there: Mapping[str, PageColumn]
) -> dict[str, PageColumn]:
    def change(id: str, column: PageColumn) -> Change:
        if id not in there:
            return Change.ADDED
        is_same = column._replace(line=1) == there[id]._replace(line=1)
        return Change.NONE if is_same else Change.CHANGED

    return {
        **{id: column._replace(change=change(id, column)) for id, column in here.items()},
        **{
            id: column._replace(change=Change.REMOVED)
            for id, column in there.items()
            if id not in here
        },
    }


def _edges_compared(here: Sequence[PageEdge], there: Sequence[PageEdge]) -> tuple[PageEdge, ...]:
    before = {edge._replace(place=Place()) for edge in there}
    now = {edge._replace(place=Place()) for edge in here}
    return (
        *(
            edge if edge._replace(place=Place()) in before else edge._replace(change=Change.ADDED)
            for edge in here
        ),
        *(
            edge._replace(change=Change.REMOVED)
            for edge in there
            if edge._replace(place=Place()) not in now
        ),
    )


def _readings_compared(here: Sequence[Reading], there: Sequence[Reading]) -> tuple[Reading, ...]:
    before = {(reading.product, reading.port) for reading in there}
    now = {(reading.product, reading.port) for reading in here}
    return (
        *(
            reading
            if (reading.product, reading.port) in before
            else replace(reading, change=Change.ADDED)
            for reading in here
        ),
        *(
            replace(reading, change=Change.REMOVED)
            for reading in there
            if (reading.product, reading.port) not in now
        ),
    )


def _by_table(columns: Mapping[str, PageColumn], tables: Iterable[Table]) -> dict[str, PageColumn]:
    by_table: dict[str, dict[str, PageColumn]] = {table.id: {} for table in tables}
    for id, column in columns.items():
        by_table[column.table][id] = column
    return {id: column for group in by_table.values() for id, column in group.items()}
