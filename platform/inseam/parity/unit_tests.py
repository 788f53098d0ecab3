"""The SQL of a project's unit tests for Databricks, without a warehouse.

dbt makes it only while it runs a test: rows that are given become a query with the types of the
table that they stand for, which it asks the engine for. Here DuckDB's tables answer, in Databricks'
types, and what dbt would send is written down instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from dbt.adapters.contracts.connection import AdapterResponse
from dbt.task.test import TestRunner

from inseam.dbt_project.in_process import invoke
from inseam.dbt_project.invocation import DbtFailed, as_of_option
from inseam.parity.forms import BuiltColumn

_TARGET = Path("_dbt_target")


def unit_test_sql(
    project: Path,
    profiles: Path,
    as_of: str,
    manifest: Any,
    columns: Mapping[str, Sequence[BuiltColumn]],
) -> dict[str, str]:
    """By dbt's id: a query of the actual and the expected rows. None of a test that dbt refuses.

    ``columns`` are those of each source, seed, model and snapshot by its id. dbt is shut off from
    its engine already (`inseam.dbt_project.offline`).
    """
    if not manifest.unit_tests:
        return {}
    written = _Written(manifest, columns)
    with written.instead_of_engine():
        try:
            invoke(
                "databricks",
                "test",
                "--select=test_type:unit",
                "--threads=1",
                "--no-populate-cache",
                "--no-write-json",
                f"--project-dir={project}",
                f"--profiles-dir={profiles.parent}",
                f"--target-path={_TARGET.absolute()}",
                f"--log-path={(_TARGET / 'logs').absolute()}",
                *as_of_option(as_of),
                manifest=manifest,
            )
        except DbtFailed:
            # Then none of them is known, and each is listed as not run.
            return {}
    return written.last


class _Written:
    """What dbt sends for each test; the last of it is the test itself."""

    def __init__(self, manifest: Any, columns: Mapping[str, Sequence[BuiltColumn]]) -> None:
        self.last: dict[str, str] = {}
        self._test: Any = None
        self._columns = columns
        nodes = [*manifest.nodes.values(), *manifest.sources.values()]
        self._ids = {
            (n.schema.lower(), (getattr(n, "identifier", "") or n.alias).lower()): n.unique_id
            for n in nodes
            if n.unique_id in columns
        }

    @contextmanager
    def instead_of_engine(self) -> Iterator[None]:
        adapter: Any = import_module("dbt.adapters.databricks.impl").DatabricksAdapter
        runner: Any = TestRunner
        original = runner.execute_unit_test
        written = self

        def execute_unit_test(self: Any, test: Any, manifest: Any) -> Any:
            written._test = test
            return original(self, test, manifest)

        kept = {name: getattr(adapter, name) for name in ("execute", "get_columns_in_relation")}
        kept["drop_relation"] = adapter.drop_relation
        adapter.execute = self._execute
        adapter.get_columns_in_relation = self._columns_of(adapter.Column)
        adapter.drop_relation = lambda *_: None
        runner.execute_unit_test = execute_unit_test
        try:
            yield
        finally:
            runner.execute_unit_test = original
            for name, method in kept.items():
                setattr(adapter, name, method)

    def _execute(self, sql: str, *_: Any, **__: Any) -> tuple[AdapterResponse, Any]:
        agate: Any = import_module("agate")
        if self._test is None:
            return AdapterResponse("OK"), agate.Table([])
        self.last[self._test.unique_id] = sql
        # dbt takes the columns of the tested model from an answer without rows. That it finds no
        # rows to compare in it afterwards is no matter.
        return AdapterResponse("OK"), agate.Table([], [column.name for column in self._tested()])

    def _columns_of(self, column: Any) -> Any:
        def columns(_: Any, relation: Any, *__: Any, **___: Any) -> list[Any]:
            key = (str(relation.schema or "").lower(), str(relation.identifier or "").lower())
            # A table that dbt would make for a moment has the columns of the tested model.
            found = self._columns.get(self._ids.get(key, ""), self._tested())
            return [column(column=one.name, dtype=one.databricks.lower()) for one in found]

        return columns

    def _tested(self) -> Sequence[BuiltColumn]:
        return self._columns.get(self._test.depends_on.nodes[0], ())
