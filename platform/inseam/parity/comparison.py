"""Runs a product's SQL on the other engine, node by node, and compares each with DuckDB's rows.

What reads a model that differs goes on with DuckDB's rows. So each model is judged on equal inputs:
what differs is a cause, and no symptom of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from inseam.parity.differences import Differences, compare
from inseam.parity.engine import Engine, Failed
from inseam.parity.forms import SAME_ON_SPARK, Built, BuiltTable, Compiled, CompiledNode
from inseam.parity.names import flat_name, only_on_databricks, with_flat_names
from inseam.parity.types import differing_types


@dataclass(frozen=True, slots=True)
class NodeVerdict:
    """What became of a node on one set of rows.

    ``not_run`` says why it did not run, ``failed`` what the engine said. ``types`` are columns with
    another type: its name, the one that is promised or DuckDB's, and the engine's.
    ``failures`` are how many rows a data test found, on DuckDB and on the other engine;
    ``unexpected`` is how the rows of a unit test there differ from those that it expects.
    ``is_exact`` is false of a model one of whose ancestors differs.
    """

    node: CompiledNode
    table: BuiltTable | None = None
    not_run: str = ""
    failed: str = ""
    differences: Differences | None = None
    types: tuple[tuple[str, str, str], ...] = ()
    failures: tuple[int, int] | None = None
    unexpected: Differences | None = None
    is_exact: bool = True

    @property
    def differs(self) -> bool:
        return bool(
            self.failed
            or (self.differences and not self.differences.equal)
            or (self.failures and self.failures[0] != self.failures[1])
            or (self.types and self.table and self.table.port)
        )

    @property
    def is_equal(self) -> bool:
        return self.differences is not None and not self.differs and self.is_exact


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Of all nodes on one set of rows, whose ``label`` says which.

    ``stopped`` says why DuckDB built nothing on it.
    """

    label: str
    nodes: tuple[NodeVerdict, ...]
    stopped: str = ""


def compare_all(
    engine: Engine,
    compiled: Compiled,
    built: Built,
    beside: Path,
    scratch: Path,
    *,
    with_unit_tests: bool = True,
) -> Verdicts:
    """``beside`` is the folder with the rows of ``built``, ``scratch`` one for those made here.

    Unit tests are the same on all input rows: once is enough.
    """
    if built.stopped:
        return Verdicts(built.label, (), built.stopped)
    engine.forget()
    if not with_unit_tests:
        kept = tuple(node for node in compiled.nodes if node.kind != "unit_test")
        compiled = Compiled(kept)
    run = _Run(engine, compiled, built, beside, scratch)
    return Verdicts(built.label, tuple(run.verdicts()))


class _Run:
    def __init__(
        self, engine: Engine, compiled: Compiled, built: Built, beside: Path, scratch: Path
    ) -> None:
        self._engine = engine
        self._nodes = compiled.nodes
        self._tables: Mapping[str, BuiltTable] = {table.id: table for table in built.tables}
        self._failures = built.failures
        self._beside = beside
        self._scratch = scratch
        self._relations = [node.relation for node in compiled.nodes if node.relation]
        self._inexact: set[str] = set()
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute("set TimeZone = 'UTC'")

    def verdicts(self) -> Iterator[NodeVerdict]:
        with self._connection:
            for node in self._nodes:
                if (verdict := self._verdict(node)) is None:
                    continue
                if verdict.differs or not self._inexact.isdisjoint(node.needs):
                    self._inexact.add(node.id)
                yield verdict

    def _verdict(self, node: CompiledNode) -> NodeVerdict | None:
        table = self._tables.get(node.id)
        if node.kind in ("source", "seed"):
            if table is not None:
                self._take(node, table)
            return None
        if node.kind == "model":
            if node.materialized == "ephemeral":
                return None
            verdict = self._model(node, table)
            if verdict.not_run and table is not None:
                self._take(node, table)
            return verdict
        if node.kind in ("test", "unit_test"):
            return self._test(node)
        if node.kind == "snapshot":
            if table is not None:
                self._take(node, table)
            return NodeVerdict(node, table, not_run="a snapshot's merge needs Delta Lake")
        if node.kind == "operation":
            return NodeVerdict(node, not_run="a hook's statements are of the engine that runs it")
        return None

    def _model(self, node: CompiledNode, table: BuiltTable | None) -> NodeVerdict:
        if table is None or not table.rows:
            why = table.why_missing if table else "it is not in the project that DuckDB builds"
            return NodeVerdict(node, table, not_run=f"DuckDB did not build it: {why}")
        if node.may_differ:
            why = f"its `meta: {{{SAME_ON_SPARK}: false}}` says that it may differ"
            return NodeVerdict(node, table, not_run=why)
        if why := self._hindrance(node):
            return NodeVerdict(node, table, not_run=why)
        target = self._scratch / node.id
        try:
            types = self._engine.run(with_flat_names(node.sql, self._relations), target)
        except Failed as failed:
            self._take(node, table)
            return NodeVerdict(node, table, failed=str(failed))
        found = compare(
            self._connection,
            self._parquet(self._beside / table.rows),
            self._parquet(target),
            table.key,
        )
        if found.equal:
            self._engine.take(flat_name(node.relation), target, types)
        else:
            self._take(node, table)
        return NodeVerdict(
            node,
            table,
            differences=found,
            types=differing_types(table, types),
            is_exact=self._inexact.isdisjoint(node.needs),
        )

    def _test(self, node: CompiledNode) -> NodeVerdict:
        expected = self._failures.get(node.id)
        if expected is None:
            return NodeVerdict(node, not_run="it did not run on DuckDB on these rows")
        if why := self._hindrance(node):
            return NodeVerdict(node, not_run=why)
        try:
            if node.kind == "unit_test":
                differences = self._unit_test(node)
                failures = expected, 0 if differences.equal else 1
                return NodeVerdict(node, failures=failures, unexpected=differences)
            return NodeVerdict(node, failures=(expected, self._data_test(node)))
        except Failed as failed:
            return NodeVerdict(node, failed=str(failed))

    def _data_test(self, node: CompiledNode) -> int:
        sql = with_flat_names(node.sql, self._relations)
        return self._engine.number(f"select {node.counted} from (\n{sql}\n) tested")

    def _unit_test(self, node: CompiledNode) -> Differences:
        """Of the expected rows from the actual ones."""
        target = self._scratch / node.id
        self._engine.run(with_flat_names(node.sql, self._relations), target)
        actual, expected = (
            f"(select * exclude (actual_or_expected) from {self._parquet(target)}"
            f" where actual_or_expected = '{which}')"
            for which in ("actual", "expected")
        )
        return compare(self._connection, actual, expected)

    def _hindrance(self, node: CompiledNode) -> str:
        """Why a node cannot run here; "" if it can."""
        if node.language == "python":
            return "it is written in Python"
        if not node.sql:
            return "dbt compiles no SQL for it"
        for needed in node.needs:
            table = self._tables.get(needed)
            if table is not None and not table.rows:
                return f"it reads `{table.name}`, which DuckDB did not build on these rows"
        if words := only_on_databricks(node.sql):
            return f"it {words}, which Databricks has and Spark has not"
        return ""

    def _take(self, node: CompiledNode, table: BuiltTable) -> None:
        """DuckDB's rows, in the types that hold them: both engines' readers then read the same."""
        if table.rows:
            types = [(column.name, column.databricks) for column in table.columns]
            self._engine.take(flat_name(node.relation), self._beside / table.rows, types)

    @staticmethod
    def _parquet(path: Path) -> str:
        files = str(path / "*.parquet") if path.is_dir() else str(path)
        return f"read_parquet('{files.replace(chr(39), chr(39) * 2)}')"
