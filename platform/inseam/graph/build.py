"""Rows of facts -> the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from inseam.facts.lines import Line
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

_MODEL_KINDS = frozenset({"model", "seed", "snapshot"})


def build(lines: Iterable[Line]) -> Graph:
    """Of rows in any order. Of tables that are not given, nothing is known."""
    builder = Builder(lines)
    builder.add_columns(())
    return builder.graph


class Builder:
    """A graph in two steps, for who wants to know first of what to read the columns.

    Until `add_columns` is called, nothing starts from columns, and whatever reaches a model or
    object as a whole is complete.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self.graph = Graph()
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._take(lines)
        self._reading = Reading(self._each(SourceTableRow))
        self._products()
        self._contracts()
        self._models()
        self._dependencies()
        self._exposures()
        self._unread_projects()
        self._macros()

    def add_columns(self, lines: Iterable[Line]) -> None:
        """The rows of `COLUMN_TABLES`; where there are none, a model may read all that it can."""
        self._take(lines)
        self._columns()

    def _take(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._rows[line.table].append(line.values)

    def _each(self, table: Any) -> list[dict[str, Any]]:
        return self._rows.get(table.TABLE, [])

    def _connect(self, source: Node, target: Node, how: How, row: dict[str, Any]) -> None:
        self.graph.down[source][Edge(target, how, row["file"], row["line"])] = None

    def _products(self) -> None:
        for row in self._each(ProductRow):
            self.graph.products.add(row["product"])
            self.graph.files[row["file"]].add(product(row["product"]))

    def _contracts(self) -> None:
        for row in self._each(ContractRow):
            if row["kind"] == OUTPUT_PORT:
                self.graph.providers[row["contract_id"]].add(row["product"])
            if row["kind"] in (OUTPUT_PORT, EXTERNAL):
                self.graph.files[row["file"]].add(contract(row["contract_id"]))
        for row in self._each(ContractObjectRow):
            if row["kind"] in (OUTPUT_PORT, EXTERNAL):
                found = object_(row["contract_id"], row["physical_name"])
                self._connect(contract(row["contract_id"]), found, How.HAS, row)

    def _models(self) -> None:
        for row in self._each(ModelRow):
            node = model(row["product"], row["model"])
            for file in filter(None, (row["file"], row["properties_file"])):
                self.graph.files[file].add(node)
            if row["contract_id"]:
                fulfilled = object_(row["contract_id"], row["alias"])
                self.graph.fulfilled[node].add(fulfilled)
                self._connect(node, fulfilled, How.FULFILS, row)
                self._connect(contract(row["contract_id"]), fulfilled, How.HAS, row)

    def _dependencies(self) -> None:
        readers: dict[tuple[str, str], set[Node]] = defaultdict(set)
        for row in self._each(ModelDependencyRow):
            reader = model(row["product"], row["model"])
            if row["source"] is not None:
                readers[row["product"], row["source"]].add(reader)
            if (read := self._reading.of(row)) is not None:
                self._connect(read, reader, How.READS, row)
                if row["source"] is not None:
                    self._connect(contract(row["contract_id"]), read, How.HAS, row)
        for row in self._each(SourceRow):
            # A source that no model reads so far is the product's all the same.
            reading = readers.get((row["product"], row["source"]), {product(row["product"])})
            self.graph.files[row["file"]] |= reading
            if row["contract_id"] and product(row["product"]) in reading:
                self._connect_product(row)

    def _exposures(self) -> None:
        for row in self._each(ExposureReadRow):
            for read in self._read_by_exposure(row):
                self._connect(read, exposure(row["product"], row["exposure"]), How.READS, row)
                if row["source"] is not None:
                    self._connect(contract(row["contract_id"]), read, How.HAS, row)

    def _read_by_exposure(self, row: dict[str, Any]) -> Iterable[Node]:
        """A port's model is read as the port."""
        read = self._reading.of(row)
        if read is None:
            return ()
        return self.graph.fulfilled.get(read) or (read,)

    def _connect_product(self, row: dict[str, Any]) -> None:
        self._connect(contract(row["contract_id"]), product(row["product"]), How.READS, row)

    def _unread_projects(self) -> None:
        """What a product reads whose dbt project is broken, its documents still say."""
        read = {row["product"] for row in self._each(ModelRow)}
        unread = {row["product"] for row in self._each(FindingRow) if row["is_unread"]} - read
        self.graph.unread.update(filter(None, unread))
        for row in self._each(ContractRow):
            if row["kind"] == SNAPSHOT and row["product"] in unread:
                self._connect_product(row)
        for row in self._each(InputPortRow):
            if row["contract_id"] and row["product"] in unread:
                self._connect_product(row)

    def _macros(self) -> None:
        for row in self._each(MacroRow):
            node = macro(row["product"], row["package"], row["macro"])
            self.graph.files[row["file"]].add(node)
        for row in self._each(MacroUseRow):
            called = macro(row["product"], row["package"], row["macro"])
            if row["kind"] == "macro":
                package, _, name = row["used_by"].partition(".")
                self._connect(called, macro(row["product"], package, name), How.CALLS, row)
            elif row["kind"] in _MODEL_KINDS:
                self._connect(called, model(row["product"], row["used_by"]), How.CALLS, row)

    def _columns(self) -> None:
        reads = self._by_model(ColumnReadRow)
        edges = self._by_model(ColumnEdgeRow)
        outputs = self._by_model(OutputColumnRow)
        unread = {key for key, rows in self._by_model(SqlProblemRow).items() if _any_unread(rows)}
        known = outputs.keys() - unread
        for row in self._each(ModelDependencyRow):
            key = (row["product"], row["model"])
            if (read := self._reading.of(row)) is None:
                continue
            uncertain = [model(*key)] if key not in known else _uncertain(key, outputs[key])
            for target in uncertain:
                edge = Edge(target, How.UNKNOWN, row["file"], row["line"])
                self.graph.from_any_column[read][edge] = None
        for row in self._each(ExposureReadRow):
            # dbt knows no columns of them.
            reader = exposure(row["product"], row["exposure"])
            edge = Edge(reader, How.UNKNOWN, row["file"], row["line"])
            for read in self._read_by_exposure(row):
                self.graph.from_any_column[read][edge] = None
        for key in known:
            self._columns_of(key, reads.get(key, []), edges.get(key, []))

    def _columns_of(
        self, key: tuple[str, str], reads: list[dict[str, Any]], edges: list[dict[str, Any]]
    ) -> None:
        explained = set()
        for row in edges:
            if (read := self._reading.of(row)) is None:
                continue
            if row["column_name"] is None:
                target, how = model(*key), How.ROWS
            else:
                target = column(*key, row["column_name"])
                how = How.VALUE if row["is_direct"] else How.INFLUENCE
            explained.add((read, row["from_column"].lower()))
            self._connect_column(read, row["from_column"], target, how, row)
        for row in reads:
            read = self._reading.of(row)
            if read is not None and (read, row["column_name"].lower()) not in explained:
                self._connect_column(read, row["column_name"], model(*key), How.NAMES, row)

    def _connect_column(
        self, whole: Node, name: str, target: Node, how: How, row: dict[str, Any]
    ) -> None:
        if name == "*":
            edge = Edge(target, how, row["file"], row["line"])
            self.graph.from_any_column[whole][edge] = None
        else:
            self._connect(part_of(whole, name), target, how, row)

    def _by_model(self, table: Any) -> dict[tuple[str, str], list[dict[str, Any]]]:
        found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in self._each(table):
            found[row["product"], row["model"]].append(row)
        return found


def _any_unread(rows: Iterable[dict[str, Any]]) -> bool:
    return any(row["is_unread"] for row in rows)


def _uncertain(key: tuple[str, str], outputs: Iterable[dict[str, Any]]) -> list[Node]:
    """The columns that may come from further ones than are known."""
    rows = list(outputs)
    if any(row["column_name"] == "*" for row in rows):
        return [model(*key)]
    return [column(*key, row["column_name"]) for row in rows if row["unknown"]]
