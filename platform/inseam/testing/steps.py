"""The steps of a test, in order: inputs, build, tests, contracts, and what they leave behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.invocation import DbtFailed
from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.dbt_project.unit_test_values import unit_test_findings
from inseam.documents.element_path import format_path, parse_path
from inseam.report.finding import Finding, InputError, Severity
from inseam.testing.advice import advice
from inseam.testing.contract_checks import contract_findings, test_contract, unbuilt_objects
from inseam.testing.engine import literal, open_for_export, shut_in_for_build
from inseam.testing.exports import checks_by_contract, export_rows, profile
from inseam.testing.first_build import dbt_project, prepare, run_tests
from inseam.testing.located import Located
from inseam.testing.node_findings import node_finding, warning_finding
from inseam.testing.outcomes import ContractOutcome, NodeOutcome, NotEvaluated, Outcome
from inseam.testing.port_columns import compare_columns, compare_structs, materialise_unconstrained
from inseam.testing.preconditions import unmet_preconditions
from inseam.testing.request import TestRequest
from inseam.testing.second_build import build_again, second_build_findings
from inseam.testing.seed_offsets import seed_offset_findings


def run_test(request: TestRequest) -> Outcome:
    """Loads the inputs, builds, tests, and checks every output port against its contract."""
    outcome = Outcome()
    project_file = request.project / "dbt_project.yml"
    outcome.findings += unmet_preconditions(request)
    if outcome.has_errors:
        return outcome
    dbt = dbt_project(request)
    database = dbt.database
    try:
        prepared = prepare(request, dbt, outcome)
        if prepared is None:
            return outcome
        manifest = dbt.manifest
        inputs, attached = prepared.inputs, prepared.attached
        seeds = project_folders(request.project).seeds_in(request.project)
        with shut_in_for_build(database, attached, seeds) as connection:
            outcome.nodes = dbt.build_models(prepared.held_back)
            _explain_failures(request, outcome, outcome.nodes, manifest, connection)
            outcome.findings += _structs_that_dbt_passed(
                request, outcome.nodes, manifest, connection
            )
            outcome.add(*seed_offset_findings(manifest, request.project, connection))
            tests = run_tests(dbt, prepared, outcome)
            _explain_failures(request, outcome, tests, manifest, connection)
            outcome.add(*_finer_values(request, manifest, connection))
            outcome.nodes += tests
            dbt.close()
        outcome.second_build = build_again(request, dbt, inputs, prepared.catalog, outcome.nodes)
        if outcome.second_build is not None:
            outcome.add(*second_build_findings(outcome.second_build))
    except InputError as error:
        outcome.add(*error.findings)
        return outcome
    except DbtFailed as failure:
        outcome.add(*parse_failure_findings(request.project, str(failure)))
        return outcome
    finally:
        outcome.add(*(warning_finding(warning, str(project_file)) for warning in dbt.warnings))
    _test_contracts(request, outcome, manifest, database, attached)
    if (
        not outcome.has_errors
        and not any(node.is_test for node in outcome.nodes)
        and not outcome.contracts
        # What is held back says so in a finding of its own.
        and not prepared.held_back
    ):
        outcome.add(
            _error(
                "nothing-tested",
                project_file,
                "No test ran: the project has no data test, unit test or contract.",
                "Add a test.",
            )
        )
    return outcome


def _finer_values(
    request: TestRequest, manifest: Any, connection: duckdb.DuckDBPyConnection
) -> Iterator[Finding]:
    """By the types that the built tables have, which are what dbt casts to.

    Without lines: the files may lie here in canonical form, and a warning repeats no test.
    """
    if not manifest.unit_tests:
        return iter(())
    models = {
        (node.schema.lower(), node.alias.lower()): node.name
        for node in manifest.nodes.values()
        if node.resource_type == "model"
    }
    rows = connection.execute(
        "select lower(table_schema), lower(table_name), lower(column_name), data_type"
        " from information_schema.columns where table_catalog = current_database()"
    ).fetchall()
    types = {
        (models[schema, table], column): type_
        for schema, table, column, type_ in rows
        if (schema, table) in models
    }
    tests = {i: test.to_dict(omit_none=False) for i, test in manifest.unit_tests.items()}
    found = unit_test_findings(request.project, tests, types)
    return (replace(finding, line=None) for finding in found)


def _explain_failures(
    request: TestRequest,
    outcome: Outcome,
    nodes: Iterable[NodeOutcome],
    manifest: Any,
    connection: duckdb.DuckDBPyConnection,
) -> None:
    inputs = {table.name: table for table in outcome.inputs}
    for node in nodes:
        if not node.failed:
            continue
        columns: list[Located] = []
        if (port := _port_of(request, manifest, node.unique_id)) and node.compiled_code:
            contract, described = port
            columns = compare_columns(
                connection, node.compiled_code, contract, described, node.file
            )
            if materialise_unconstrained(
                connection,
                node.compiled_code,
                manifest.nodes[node.unique_id].schema,
                described.physical_name,
            ):
                outcome.unconstrained.add((contract.id, described.physical_name))
        # Where the columns are at fault, dbt's table of them says less than these findings.
        compiled = request.results_shown_at / "compiled"
        fix = advice(node, manifest, inputs, request.input_ports)
        found = node_finding(node, connection, request.project, compiled, fix)
        outcome.findings += columns or [Located(found)]


def _structs_that_dbt_passed(
    request: TestRequest,
    nodes: Iterable[NodeOutcome],
    manifest: Any,
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[Located]:
    for node in nodes:
        port = _port_of(request, manifest, node.unique_id)
        if node.passed and node.compiled_code and port:
            contract, described = port
            sql = node.compiled_code
            yield from compare_structs(connection, sql, contract, described, node.file)


def _port_of(request: TestRequest, manifest: Any, unique_id: str) -> Any:
    """The contract and object that a model fulfils, if it is an output port's."""
    node = manifest.nodes.get(unique_id)
    if node is None or node.resource_type != "model":
        return None
    named = {**node.meta, **node.config.meta}.get("data_contract")
    port = request.output_ports.get(str(named.get("id"))) if isinstance(named, dict) else None
    described = port.contract.object_named(node.alias) if port else None
    return (port.contract, described) if port and described else None


def _test_contracts(
    request: TestRequest,
    outcome: Outcome,
    manifest: Any,
    database: Path,
    attached: dict[str, Path],
) -> None:
    model_files = {
        node.alias.lower(): str(request.project / node.original_file_path)
        for unique_id, node in manifest.nodes.items()
        if _port_of(request, manifest, unique_id)
    }
    passed = {node.unique_id for node in outcome.nodes if node.passed}
    # Of what did not pass, or was not built for a Python model, more is reported already.
    explained_objects = {
        node.alias.lower()
        for unique_id, node in manifest.nodes.items()
        if unique_id not in passed and _port_of(request, manifest, unique_id)
    }
    profiles: dict[str, Any] = {}
    for contract_id, port in sorted(request.output_ports.items()):
        schema = port.contract.schema
        assert schema is not None  # `port_findings` has seen to it
        with open_for_export(database, attached) as connection:
            built = _tables(connection, schema)
        outcome.findings += unbuilt_objects(port.contract, built, explained_objects)
        promised = {described.physical_name.lower() for described in port.contract.objects}
        if promised and not promised & built:
            promises = (NotEvaluated("all of it", "nothing was built"),)
            nothing = ContractOutcome(port.contract, (), promises)
            outcome.contracts.append(nothing)
            continue
        tested = replace(
            test_contract(port, database, attached, evaluated_in_production=False),
            unconstrained=tuple(
                o.physical_name
                for o in port.contract.objects
                if (contract_id, o.physical_name) in outcome.unconstrained
            ),
        )
        outcome.contracts.append(tested)
        explained = {
            _column_of(found.element)
            for found in outcome.findings
            if found.element
            and found.finding.file == port.contract.file
            and found.finding.severity is Severity.ERROR
        }
        outcome.findings += contract_findings(tested, model_files, explained)
        with open_for_export(database, attached) as connection:
            for described in port.contract.objects:
                if described.physical_name.lower() in built:
                    export_rows(
                        connection, port.contract, described, schema, request.results / "rows"
                    )
                    profiles.setdefault(contract_id, {})[described.physical_name] = profile(
                        connection, schema, described.physical_name
                    )
    _write_json(request.results / "profile.json", profiles)
    _write_json(request.results / "checks.json", checks_by_contract(outcome.contracts))


def _column_of(element: str) -> str:
    """The property of a contract that an element is or is a part of; else the element itself."""
    path = parse_path(element)
    return format_path(path[: 4 if path[2:3] == ("properties",) else len(path)])


def _tables(connection: duckdb.DuckDBPyConnection, schema: str) -> set[str]:
    # A bound parameter would cost the import of pandas.
    rows = connection.execute(
        "select lower(table_name) from information_schema.tables where lower(table_schema) "
        f"= lower({literal(schema)})"
    ).fetchall()
    return {row[0] for row in rows}


def _write_json(path: Path, value: Any) -> None:
    path.write_text(
        json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _error(rule: str, file: Path, message: str, fix: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, file=str(file), message=message, fix=fix)
