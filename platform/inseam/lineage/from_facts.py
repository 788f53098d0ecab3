"""Rows of facts -> the document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeVar

from inseam.facts.rows import Rows
from inseam.facts.schema import (
    EXTERNAL,
    OUTPUT_PORT,
    ContractColumnRow,
    ContractObjectRow,
    ContractPart,
    ContractRow,
    ExposureReadRow,
    ExposureRow,
    ModelColumnRow,
    ModelRow,
    OutputColumnRow,
    ProductRow,
    ServerRow,
    SourceTableRow,
    TagRow,
    TeamRow,
)
from inseam.facts.tables import Row
from inseam.graph.column_graph import TABLES as STITCHED_TABLES
from inseam.graph.column_graph import ColumnGraph, stitch
from inseam.graph.node import Kind, Node, column, element, model, object_
from inseam.graph.reading import Reading
from inseam.graph.tag_propagation import Marks, carried
from inseam.lineage.document import (
    Exposure,
    InputPort,
    Lineage,
    LineageColumn,
    LineageContract,
    LineageEdge,
    LineageProduct,
    Model,
    Object,
    Server,
    Unresolved,
    all_rows,
    column_id,
    escaped,
    exposure_id,
    in_order,
    model_id,
    object_id,
)
from inseam.odcs.personal_data import PERSONAL_DATA

# Of tables that are about parts of contracts.
P = TypeVar("P", bound=ContractPart)

TABLES = (
    *STITCHED_TABLES,
    ModelColumnRow,
    ExposureRow,
    ExposureReadRow,
    ServerRow,
    TeamRow,
    TagRow,
)


def describe(rows: Iterable[Row]) -> Lineage:
    """Of rows of `TABLES`, in any order."""
    by_table = Rows(rows)
    return _Description(by_table, stitch(by_table)).whole()


@cache
def dataset_id(whole: Node) -> str:
    """Of a model or object."""
    of = model_id if whole.kind is Kind.MODEL else object_id
    return of(whole.owner, whole.name)


def node_id(node: Node) -> str:
    """Of what an edge starts from, or of what is unresolved."""
    if node.kind in (Kind.COLUMN, Kind.ELEMENT):
        return column_id(dataset_id(node.whole), node.part)
    return dataset_id(node) if node.kind in (Kind.MODEL, Kind.OBJECT) else escaped(node.owner)


def _target_id(node: Node) -> str:
    return all_rows(dataset_id(node)) if node.kind is Kind.MODEL else node_id(node)


def _here(rows: Rows, table: type[P]) -> Iterator[P]:
    """Of contracts as they are now: no snapshots, no released versions."""
    return (row for row in rows.of(table) if row.kind in (OUTPUT_PORT, EXTERNAL))


class _Description:
    def __init__(self, rows: Rows, column_graph: ColumnGraph) -> None:
        self._rows = rows
        self._column_graph = column_graph
        self._teams = {row.team: row.name for row in rows.of(TeamRow)}
        self._tables = {
            (row.file, row.object): row.physical_name for row in _here(rows, ContractObjectRow)
        }
        self._element_rows = self._rows_by_element()
        self._tags_at: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows.of(TagRow):
            self._tags_at[row.file, row.element].add(row.tag)
        self._carried = self._carry()

    def whole(self) -> Lineage:
        return in_order(
            Lineage(
                products=tuple(self._products()),
                contracts=tuple(self._contracts()),
                objects=tuple(self._objects()),
                models=tuple(self._models()),
                exposures=tuple(self._exposures()),
                input_ports=tuple(
                    InputPort(
                        product=escaped(port.product),
                        contract=escaped(port.contract_id),
                        agreement=port.agreement,
                        file=port.file,
                        line=port.line,
                    )
                    for port in self._column_graph.input_ports
                ),
                columns=(*self._elements(), *self._model_columns(), *self._missing_columns()),
                edges=tuple(self._edges()),
                unresolved=tuple(
                    Unresolved(node_id(found.at), found.reason, found.file, found.line)
                    for found in self._column_graph.unresolved
                ),
            )
        )

    def _products(self) -> Iterator[LineageProduct]:
        said = {row.product: row for row in self._rows.of(ProductRow)}
        for name, level in self._column_graph.levels.items():
            row = said.get(name)
            if row is None:
                yield LineageProduct(
                    id=escaped(name), name=name, level=level, file=f"products/{name}"
                )
                continue
            yield LineageProduct(
                id=escaped(name),
                name=row.name or name,
                level=level,
                team=row.team,
                team_name=self._teams.get(row.team) if row.team else None,
                domain=row.domain,
                status=row.status,
                version=row.version,
                description=row.purpose,
                tags=self._tags(row, ""),
                file=row.file,
                line=row.line,
            )

    def _contracts(self) -> Iterator[LineageContract]:
        servers: dict[str, list[Server]] = defaultdict(list)
        for server in _here(self._rows, ServerRow):
            servers[server.file].append(
                Server(
                    name=server.server,
                    type=server.type,
                    environment=server.environment,
                    host=server.host,
                    catalog=server.catalog,
                    schema=server.schema,
                )
            )
        known = set()
        for row in _first_file_each(_here(self._rows, ContractRow)):
            known.add(row.contract_id)
            yield LineageContract(
                id=escaped(row.contract_id),
                product=row.product and escaped(row.product),
                name=row.name,
                version=row.version,
                status=row.status,
                owner=row.team,
                domain=row.domain,
                description=row.purpose,
                tags=self._tags(row, ""),
                servers=tuple(servers[row.file]),
                file=row.file,
                line=row.line,
            )
        for port in self._column_graph.input_ports:
            if port.contract_id not in known:
                known.add(port.contract_id)
                yield LineageContract(
                    id=escaped(port.contract_id), is_missing=True, file=port.file, line=port.line
                )

    def _objects(self) -> Iterator[Object]:
        known = set()
        rows = [
            (object_(row.contract_id, row.physical_name), row)
            for row in _here(self._rows, ContractObjectRow)
        ]
        for node, row in sorted(rows, key=lambda pair: (pair[0], pair[1].file)):
            if node in known:
                continue
            known.add(node)
            fulfilling = self._column_graph.fulfilled.get(node)
            yield Object(
                id=dataset_id(node),
                contract=escaped(row.contract_id),
                name=row.object,
                physical_name=row.physical_name,
                physical_type=row.physical_type,
                description=row.description,
                tags=self._tags(row, row.element),
                model=fulfilling and dataset_id(fulfilling),
                file=row.file,
                line=row.line,
            )
        for node, (file, line) in sorted(self._column_graph.missing.items()):
            if node.kind is Kind.ELEMENT and node.whole not in known:
                known.add(node.whole)
                yield Object(
                    id=dataset_id(node.whole),
                    contract=escaped(node.owner),
                    name=node.name,
                    physical_name=node.name,
                    file=file,
                    line=line,
                )

    def _models(self) -> Iterator[Model]:
        for row in self._rows.of(ModelRow):
            fulfilled = row.contract_id and object_(row.contract_id, row.alias)
            reads = self._column_graph.reads.get(model(row.product, row.model), ())
            yield Model(
                id=model_id(row.product, row.model),
                product=escaped(row.product),
                name=row.model,
                kind=row.kind,
                layer=row.layer,
                materialized=row.materialized,
                database=row.database,
                schema=row.schema,
                alias=row.alias,
                description=row.description,
                object=fulfilled and dataset_id(fulfilled),
                reads=tuple(sorted(map(dataset_id, reads))),
                file=row.file,
                line=row.line,
            )

    def _exposures(self) -> Iterator[Exposure]:
        port_of = {fulfilling: node for node, fulfilling in self._column_graph.fulfilled.items()}
        reading = Reading(self._rows.of(SourceTableRow))
        reads: dict[str, set[str]] = defaultdict(set)
        for use in self._rows.of(ExposureReadRow):
            if (read := reading.of(use)) is not None:
                id = exposure_id(use.product, use.exposure)
                reads[id].add(dataset_id(port_of.get(read, read)))
        for row in self._rows.of(ExposureRow):
            id = exposure_id(row.product, row.exposure)
            yield Exposure(
                id=id,
                product=escaped(row.product),
                name=row.exposure,
                type=row.type,
                owner=row.owner,
                url=row.url,
                description=row.description,
                reads=tuple(sorted(reads[id])),
                file=row.file,
                line=row.line,
            )

    # Columns

    def _element(self, row: ContractColumnRow) -> Node:
        table = self._tables.get((row.file, row.object), row.object)
        return element(row.contract_id, table, row.physical_name)

    def _rows_by_element(self) -> dict[Node, list[ContractColumnRow]]:
        """Of each column of a contract its row, and then those of the fields in it."""
        found: dict[Node, list[ContractColumnRow]] = {}
        at: dict[tuple[str, str], Node] = {}
        fields = []
        for row in _first_file_each(_here(self._rows, ContractColumnRow)):
            if row.depth > 0:
                fields.append(row)
                continue
            node = self._element(row)
            at[row.file, row.element] = node
            found.setdefault(node, [row])
        for row in fields:
            column = at.get((row.file, _element_of_column(row.element)))
            # The fields of a column without a name, which lint refuses, are nobody's.
            if column is not None:
                found[column].append(row)
        return found

    def _elements(self) -> Iterator[LineageColumn]:
        for node, (row, *fields) in self._element_rows.items():
            yield LineageColumn(
                id=node_id(node),
                dataset=dataset_id(node.whole),
                name=row.physical_name,
                position=row.position,
                type=row.physical_type or row.logical_type,
                is_required=row.is_required,
                classification=row.classification,
                is_personal=_is_personal(row, fields),
                carries=self._carries(node),
                description=row.description,
                tags=self._tags(row, row.element),
                file=row.file,
                line=row.line,
            )

    def _model_columns(self) -> Iterator[LineageColumn]:
        described = {
            column(row.product, row.model, row.column_name): row.description
            for row in self._rows.of(ModelColumnRow)
        }
        seen = set()
        for row in self._rows.of(OutputColumnRow):
            node = column(row.product, row.model, row.column_name)
            if row.column_name == "*" or node in seen:
                continue
            seen.add(node)
            yield LineageColumn(
                id=node_id(node),
                dataset=dataset_id(node.whole),
                name=row.column_name,
                position=row.position,
                type=row.type,
                is_required=row.is_nullable is False,
                carries=self._carries(node),
                description=described.get(node),
                file=row.file,
                line=row.line,
            )

    def _missing_columns(self) -> Iterator[LineageColumn]:
        for node, (file, line) in self._column_graph.missing.items():
            if node.kind in (Kind.COLUMN, Kind.ELEMENT):
                yield LineageColumn(
                    id=node_id(node),
                    dataset=dataset_id(node.whole),
                    name=node.part,
                    position=0,
                    file=file,
                    line=line,
                )

    def _edges(self) -> Iterator[LineageEdge]:
        ids: dict[Node, str] = {}
        targets: dict[Node, str] = {}
        for source, target, kind, is_direct, is_masked, file, line in self._column_graph.edges:
            source_id = ids.get(source)
            if source_id is None:
                source_id = ids[source] = node_id(source)
            target_id = targets.get(target)
            if target_id is None:
                target_id = targets[target] = _target_id(target)
            how = "direct" if is_direct else "indirect"
            yield LineageEdge(source_id, target_id, how, kind, is_masked, file, line)

    # What is carried along

    def _carry(self) -> dict[Node, Marks]:
        marks: dict[Node, set[str]] = defaultdict(set)
        ended: dict[Node, set[str]] = defaultdict(set)
        for node, (row, *fields) in self._element_rows.items():
            # Edges know a struct as a whole, and so what its fields say counts for it.
            said = {each.classification for each in (row, *fields) if each.classification}
            if said:
                marks[node] |= said
            is_personal = _is_personal(row, fields)
            if is_personal:
                marks[node].add(PERSONAL_DATA)
            elif is_personal is False:
                ended[node].add(PERSONAL_DATA)
        return carried(self._column_graph.edges, marks, ended)

    def _tags(self, row: Row, element: str) -> tuple[str, ...]:
        """Of the whole file where the element is empty."""
        return tuple(sorted(self._tags_at.get((row.file, element), ())))

    def _carries(self, node: Node) -> tuple[str, ...]:
        return tuple(sorted(self._carried.get(node, ())))


def _is_personal(row: ContractColumnRow, fields: Iterable[ContractColumnRow]) -> bool | None:
    """Of a column, by its own word and its fields'."""
    return True if any(field.is_personal for field in fields) else row.is_personal


def _element_of_column(element: str) -> str:
    """`schema[0].properties[1]` of `schema[0].properties[1].items.properties[0]`."""
    return ".".join(element.split(".", 2)[:2])


def _first_file_each(rows: Iterable[P]) -> Iterator[P]:
    """Of several files with one id, which is an error elsewhere, the rows of the first."""
    found = list(rows)
    first: dict[str, str] = {}
    for row in found:
        first[row.contract_id] = min(first.get(row.contract_id, row.file), row.file)
    return (row for row in found if row.file == first[row.contract_id])
