"""Rows of facts -> the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from inseam.facts.rows import Rows
from inseam.facts.schema import (
    EXTERNAL,
    OUTPUT_PORT,
    SNAPSHOT,
    ColumnEdgeRow,
    ColumnReadRow,
    ContractObjectRow,
    ContractRow,
    ExposureReadRow,
    FindingRow,
    InputPortRow,
    MacroRow,
    MacroUseRow,
    ModelDependencyRow,
    ModelRow,
    OutputColumnRow,
    ProductRow,
    SourceRow,
    SourceTableRow,
    SqlProblemRow,
)
from inseam.facts.tables import Row
from inseam.graph.graph import Edge, Graph, How
from inseam.graph.node import (
    Node,
    column,
    contract,
    exposure,
    macro,
    model,
    object_,
    part_of,
    product,
)
from inseam.graph.reading import Reading

MODEL_TABLES = (
    ProductRow,
    ContractRow,
    ContractObjectRow,
    InputPortRow,
    ModelRow,
    ModelDependencyRow,
    SourceRow,
    SourceTableRow,
    MacroRow,
    MacroUseRow,
    ExposureReadRow,
    FindingRow,
)
COLUMN_TABLES = (OutputColumnRow, ColumnReadRow, ColumnEdgeRow, SqlProblemRow)

# Of tables that are about models.
M = TypeVar("M", ColumnReadRow, ColumnEdgeRow, OutputColumnRow, SqlProblemRow)

_MODEL_KINDS = frozenset({"model", "seed", "snapshot"})


def build(rows: Iterable[Row]) -> Graph:
    """Of rows in any order. Of tables that are not given, nothing is known."""
    builder = Builder(rows)
    builder.add_columns(())
    return builder.graph


class Builder:
    """A graph in two steps, for who wants to know first of what to read the columns.

    Until `add_columns` is called, nothing starts from columns, and whatever reaches a model or
    object as a whole is complete.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self.graph = Graph()
        self._rows = Rows(rows)
        self._reading = Reading(self._rows.of(SourceTableRow))
        self._products()
        self._contracts()
        self._models()
        self._dependencies()
        self._exposures()
        self._unread_projects()
        self._macros()

    def add_columns(self, rows: Iterable[Row]) -> None:
        """The rows of `COLUMN_TABLES`; where there are none, a model may read all that it can."""
        self._rows.add(rows)
        self._columns()

    def _connect(self, source: Node, target: Node, how: How, row: Row) -> None:
        self.graph.down[source][Edge(target, how, row.file, row.line)] = None

    def _products(self) -> None:
        for row in self._rows.of(ProductRow):
            self.graph.products.add(row.product)
            self.graph.files[row.file].add(product(row.product))

    def _contracts(self) -> None:
        for row in self._rows.of(ContractRow):
            if row.kind == OUTPUT_PORT and row.product is not None:
                self.graph.providers[row.contract_id].add(row.product)
            if row.kind in (OUTPUT_PORT, EXTERNAL):
                self.graph.files[row.file].add(contract(row.contract_id))
        for table in self._rows.of(ContractObjectRow):
            if table.kind in (OUTPUT_PORT, EXTERNAL):
                found = object_(table.contract_id, table.physical_name)
                self._connect(contract(table.contract_id), found, How.HAS, table)

    def _models(self) -> None:
        for row in self._rows.of(ModelRow):
            node = model(row.product, row.model)
            for file in filter(None, (row.file, row.properties_file)):
                self.graph.files[file].add(node)
            if row.contract_id:
                fulfilled = object_(row.contract_id, row.alias)
                self.graph.fulfilled[node].add(fulfilled)
                self._connect(node, fulfilled, How.FULFILS, row)
                self._connect(contract(row.contract_id), fulfilled, How.HAS, row)

    def _dependencies(self) -> None:
        readers: dict[tuple[str, str], set[Node]] = defaultdict(set)
        for row in self._rows.of(ModelDependencyRow):
            reader = model(row.product, row.model)
            if row.source is not None:
                readers[row.product, row.source].add(reader)
            if (read := self._reading.of(row)) is not None:
                self._connect(read, reader, How.READS, row)
                if row.source is not None and row.contract_id is not None:
                    self._connect(contract(row.contract_id), read, How.HAS, row)
        for source in self._rows.of(SourceRow):
            # A source that no model reads so far is the product's all the same.
            reading = readers.get((source.product, source.source), {product(source.product)})
            self.graph.files[source.file] |= reading
            if source.contract_id and product(source.product) in reading:
                self._connect_product(source.contract_id, source.product, source)

    def _exposures(self) -> None:
        for row in self._rows.of(ExposureReadRow):
            for read in self._read_by_exposure(row):
                self._connect(read, exposure(row.product, row.exposure), How.READS, row)
                if row.source is not None and row.contract_id is not None:
                    self._connect(contract(row.contract_id), read, How.HAS, row)

    def _read_by_exposure(self, row: ExposureReadRow) -> Iterable[Node]:
        """A port's model is read as the port."""
        read = self._reading.of(row)
        if read is None:
            return ()
        return self.graph.fulfilled.get(read) or (read,)

    def _connect_product(
        self, contract_id: str, name: str, row: ContractRow | InputPortRow | SourceRow
    ) -> None:
        self._connect(contract(contract_id), product(name), How.READS, row)

    def _unread_projects(self) -> None:
        """What a product reads whose dbt project is broken, its documents still say."""
        read = {row.product for row in self._rows.of(ModelRow)}
        unread = {row.product for row in self._rows.of(FindingRow) if row.is_unread} - read
        self.graph.unread.update(filter(None, unread))
        for row in self._rows.of(ContractRow):
            if row.kind == SNAPSHOT and row.product is not None and row.product in unread:
                self._connect_product(row.contract_id, row.product, row)
        for port in self._rows.of(InputPortRow):
            if port.contract_id and port.product in unread:
                self._connect_product(port.contract_id, port.product, port)

    def _macros(self) -> None:
        for row in self._rows.of(MacroRow):
            node = macro(row.product, row.package, row.macro)
            self.graph.files[row.file].add(node)
        for use in self._rows.of(MacroUseRow):
            called = macro(use.product, use.package, use.macro)
            if use.kind == "macro":
                package, _, name = use.used_by.partition(".")
                self._connect(called, macro(use.product, package, name), How.CALLS, use)
            elif use.kind in _MODEL_KINDS:
                self._connect(called, model(use.product, use.used_by), How.CALLS, use)

    def _columns(self) -> None:
        reads = self._by_model(ColumnReadRow)
        edges = self._by_model(ColumnEdgeRow)
        outputs = self._by_model(OutputColumnRow)
        unread = {key for key, rows in self._by_model(SqlProblemRow).items() if _any_unread(rows)}
        known = outputs.keys() - unread
        for row in self._rows.of(ModelDependencyRow):
            key = (row.product, row.model)
            if (read := self._reading.of(row)) is None:
                continue
            uncertain = [model(*key)] if key not in known else _uncertain(key, outputs[key])
            for target in uncertain:
                edge = Edge(target, How.UNKNOWN, row.file, row.line)
                self.graph.from_any_column[read][edge] = None
        for use in self._rows.of(ExposureReadRow):
            # dbt knows no columns of them.
            reader = exposure(use.product, use.exposure)
            edge = Edge(reader, How.UNKNOWN, use.file, use.line)
            for read in self._read_by_exposure(use):
                self.graph.from_any_column[read][edge] = None
        for key in known:
            self._columns_of(key, reads.get(key, []), edges.get(key, []))

    def _columns_of(
        self, key: tuple[str, str], reads: list[ColumnReadRow], edges: list[ColumnEdgeRow]
    ) -> None:
        explained = set()
        for row in edges:
            if (read := self._reading.of(row)) is None:
                continue
            if row.column_name is None:
                target, how = model(*key), How.ROWS
            else:
                target = column(*key, row.column_name)
                how = How.VALUE if row.is_direct else How.INFLUENCE
            explained.add((read, row.from_column.lower()))
            self._connect_column(read, row.from_column, target, how, row)
        for named in reads:
            source = self._reading.of(named)
            if source is not None and (source, named.column_name.lower()) not in explained:
                self._connect_column(source, named.column_name, model(*key), How.NAMES, named)

    def _connect_column(self, whole: Node, name: str, target: Node, how: How, row: Row) -> None:
        if name == "*":
            edge = Edge(target, how, row.file, row.line)
            self.graph.from_any_column[whole][edge] = None
        else:
            self._connect(part_of(whole, name), target, how, row)

    def _by_model(self, table: type[M]) -> dict[tuple[str, str], list[M]]:
        found: dict[tuple[str, str], list[M]] = defaultdict(list)
        for row in self._rows.of(table):
            found[row.product, row.model].append(row)
        return found


def _any_unread(rows: Iterable[SqlProblemRow]) -> bool:
    return any(row.is_unread for row in rows)


def _uncertain(key: tuple[str, str], outputs: Iterable[OutputColumnRow]) -> list[Node]:
    """The columns that may come from further ones than are known."""
    rows = list(outputs)
    if any(row.column_name == "*" for row in rows):
        return [model(*key)]
    return [column(*key, row.column_name) for row in rows if row.unknown]
