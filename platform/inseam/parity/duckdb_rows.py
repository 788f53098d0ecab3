"""Builds a product on DuckDB and keeps every table.

``python -m inseam.parity.duckdb_rows <request.json>``. As `inseam.testing` builds it: the same
inputs, the same build, the same tests. Where a test could not begin, ``result.json`` says why, for
`inseam.testing.present`, and there is no `forms.BUILT`.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.invocation import DbtFailed
from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.odcs.contract import Contract, SchemaObject
from inseam.odcs.types import databricks_type, databricks_type_of, dialect_of
from inseam.parity import forms
from inseam.parity.forms import Built, BuiltColumn, BuiltTable
from inseam.report.finding import InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.testing.dbt_runs import DbtProject
from inseam.testing.engine import in_schema, literal, quoted, shut_in_for_build
from inseam.testing.first_build import Prepared, dbt_project, prepare, run_tests
from inseam.testing.outcomes import NodeOutcome, Outcome
from inseam.testing.port_columns import materialise_unconstrained
from inseam.testing.preconditions import unmet_preconditions
from inseam.testing.request import ProductRequest, Synthesis, TestRequest, read_test_request
from inseam.testing.result import TestResult, to_json
from inseam.testing.summary import summarise

_BUILT_KINDS = ("seed", "model", "snapshot")


def build(request: TestRequest) -> tuple[Outcome, Built | None]:
    """What the build found, and what it built; None if it could not begin."""
    outcome = Outcome()
    outcome.findings += unmet_preconditions(request)
    if outcome.has_errors:
        return outcome, None
    dbt = dbt_project(request)
    try:
        if (prepared := prepare(request, dbt, outcome)) is None:
            return outcome, None
        seeds = project_folders(request.project).seeds_in(request.project)
        with shut_in_for_build(dbt.database, prepared.attached, seeds) as connection:
            outcome.nodes = dbt.build_models(prepared.held_back)
            refused = set(_build_refused(connection, dbt.manifest, outcome.nodes))
            tests = run_tests(dbt, prepared, outcome)
            dbt.close()
        return outcome, _built(request, dbt, prepared, outcome.nodes, refused, tests)
    except InputError as error:
        outcome.add(*error.findings)
    except DbtFailed as failure:
        outcome.add(*parse_failure_findings(request.project, str(failure)))
    return outcome, None


def _build_refused(
    connection: duckdb.DuckDBPyConnection, manifest: Any, nodes: Iterable[NodeOutcome]
) -> Iterator[str]:
    """Models whose rows a constraint refuses: their rows are compared all the same."""
    for node in nodes:
        if node.failed and node.resource_type == "model" and node.compiled_code:
            described = manifest.nodes[node.unique_id]
            if materialise_unconstrained(
                connection, node.compiled_code, described.schema, described.alias
            ):
                yield node.unique_id


def _built(
    request: TestRequest,
    dbt: DbtProject,
    prepared: Prepared,
    nodes: Iterable[NodeOutcome],
    refused: set[str],
    tests: Iterable[NodeOutcome],
) -> Built:
    manifest = dbt.manifest
    missing = {
        node.unique_id: node.message.partition("\n")[0] or node.status
        for node in nodes
        if not node.passed and node.unique_id not in refused
    }
    missing |= {node.unique_id: "it is written in Python" for node in prepared.python}
    missing |= {node.unique_id: "its source has no rows" for node in prepared.unfilled}
    tables = Tables(request, manifest)
    with duckdb.connect(str(dbt.database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for catalog, file in sorted(prepared.attached.items()):
            connection.execute(f"attach {literal(str(file))} as {quoted(catalog)} (read_only)")
        found = [
            tables.table(connection, node, missing.get(node.unique_id, ""))
            for node in _tables_of(manifest)
        ]
    return Built(
        label=label(request.synthesis),
        tables=tuple(found),
        failures={test.unique_id: _failures(test) for test in tests if test.is_test},
    )


def _tables_of(manifest: Any) -> Iterator[Any]:
    for unique_id in sorted({*manifest.sources, *manifest.nodes}):
        node = manifest.sources.get(unique_id) or manifest.nodes[unique_id]
        kind = str(node.resource_type)
        if kind == "source" or (
            kind in _BUILT_KINDS and node.config.enabled and node.config.materialized != "ephemeral"
        ):
            yield node


def _failures(test: NodeOutcome) -> int:
    """How many rows a data test found."""
    if test.passed and test.failures is None:
        return 0
    return 1 if test.failures is None else test.failures


class Tables:
    """Writes the tables of one build, with what contracts say of them."""

    def __init__(self, request: TestRequest, manifest: Any) -> None:
        self._folder = request.results
        self._objects = dict(_described(request, manifest))
        self._keys = _tested_keys(manifest)

    def table(
        self, connection: duckdb.DuckDBPyConnection, node: Any, why_missing: str
    ) -> BuiltTable:
        kind = str(node.resource_type)
        name = node.identifier if kind == "source" else node.alias
        port, described = self._objects.get(node.unique_id, (None, None))
        relation = (
            quoted(node.database, node.schema, name)
            if kind == "source"
            else in_schema(connection, node.schema, name)
        )
        try:
            types = connection.execute(f"describe {relation}").fetchall()
        except duckdb.Error:
            reason = why_missing or "DuckDB has no such table"
            return BuiltTable(node.unique_id, node.name, "", why_missing=reason)
        promised = _promised(port, described) if port and described else {}
        columns = tuple(
            BuiltColumn(
                column,
                type_,
                promised.get(column.lower()) or databricks_type_of(type_),
            )
            for column, type_, *_ in types
        )
        file = f"{node.unique_id}.parquet"
        selected = ", ".join(_exported(column) for column in columns)
        connection.execute(
            f"copy (select {selected} from {relation})"
            f" to {literal(str(self._folder / file))} (format parquet)"
        )
        key = tuple(c.physical_name for c in described.primary_key) if described else ()
        return BuiltTable(
            node.unique_id,
            node.name,
            file,
            columns,
            key or self._keys.get(node.unique_id, ()),
            port.id if port and kind == "model" else "",
        )


def _exported(column: BuiltColumn) -> str:
    """In a type that a Parquet file has, and Spark reads."""
    name = quoted(column.name)
    if (known := _IN_PARQUET.get(column.type)) is not None:
        return f"cast({name} as {known}) as {name}"
    if column.databricks.upper() == "STRING" and column.type != "VARCHAR":
        return f"cast({name} as varchar) as {name}"
    return name


# A HUGEINT would be a DOUBLE there.
_IN_PARQUET = {
    "HUGEINT": "decimal(38, 0)",
    "UBIGINT": "decimal(20, 0)",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_S": "timestamp",
}


def _described(
    request: ProductRequest, manifest: Any
) -> Iterator[tuple[str, tuple[Contract, SchemaObject]]]:
    """The contract and object of each source and each output port's model, by dbt's id."""
    for unique_id, node in {**manifest.sources, **manifest.nodes}.items():
        kind = str(node.resource_type)
        if kind not in ("source", "model"):
            continue
        named = {**node.meta, **node.config.meta}.get("data_contract")
        contracts = request.input_ports if kind == "source" else request.output_ports
        entry = contracts.get(str(named.get("id"))) if isinstance(named, dict) else None
        name = node.identifier if kind == "source" else node.alias
        if entry and (described := entry.contract.object_named(name)):
            yield unique_id, (entry.contract, described)


def _promised(contract: Contract, described: SchemaObject) -> Mapping[str, str]:
    dialect = dialect_of(contract)
    return {c.physical_name.lower(): databricks_type(c, dialect) for c in described.properties}


def _tested_keys(manifest: Any) -> dict[str, tuple[str, ...]]:
    """Columns that a test says are unique, by the model's id."""
    keys: dict[str, tuple[str, ...]] = {}
    for _, test in sorted(manifest.nodes.items()):
        metadata = getattr(test, "test_metadata", None)
        if metadata is not None and metadata.name == "unique" and test.column_name:
            keys.setdefault(test.attached_node, (test.column_name,))
    return keys


def _first_error(outcome: Outcome) -> str:
    errors = (f.finding for f in outcome.findings if f.finding.severity is Severity.ERROR)
    return next((finding.message for finding in errors), "")


def label(synthesis: Synthesis) -> str:
    return f"{forms.MADE}{synthesis.seed}" if synthesis.instead_of_written else "the test's rows"


def main() -> Report:
    gc.disable()
    (request_file,) = sys.argv[1:]
    request = read_test_request(Path(request_file))
    request.results.mkdir(parents=True)
    outcome, built = build(request)
    if built is None and request.synthesis.instead_of_written:
        # No fault of the product's: it may be tested on rows that its team writes.
        built = Built(label(request.synthesis), stopped=_first_error(outcome))
    if built is not None:
        forms.write(built, request.results / forms.BUILT)
    result = TestResult(
        summarise(request.project.name, outcome, request.synthesis), tuple(outcome.findings)
    )
    (request.results / "result.json").write_text(to_json(result), encoding="utf-8")
    return Report()


if __name__ == "__main__":
    code = run_process(main)
    sys.stdout.flush()
    sys.stderr.flush()
    # As in `inseam.testing`: taking dbt's objects apart would cost another second.
    os._exit(code)
