"""The steps of a product's first build: its inputs are loaded, it is built, its tests run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.dbt_project.file_sizes import oversized_findings
from inseam.dbt_project.folders import folder_findings
from inseam.dbt_project.own_catalog import database_file, own_catalog
from inseam.dbt_project.packages import package_findings
from inseam.report.finding import Finding, Severity
from inseam.testing.dbt_runs import DbtProject
from inseam.testing.inputs import LoadedInputs, load_inputs
from inseam.testing.outcomes import NodeOutcome, Outcome
from inseam.testing.request import ProductRequest
from inseam.testing.source_table import SourceTable
from inseam.testing.sources import source_tables

DATABASES = Path("_databases")


@dataclass(frozen=True, slots=True)
class Prepared:
    """``catalog`` is the product's own, ``attached`` are the databases of the others that it reads.

    ``python`` are its Python models, which are not built here, nor is what reads them; so it is
    with ``unfilled``, what reads a source that has no contract and no rows.
    """

    catalog: str
    inputs: LoadedInputs
    attached: dict[str, Path]
    python: tuple[Any, ...]
    unfilled: tuple[Any, ...] = ()

    @property
    def held_back(self) -> list[tuple[str, ...]]:
        return [tuple(node.fqn) for node in (*self.python, *self.unfilled)]


def dbt_project(request: ProductRequest) -> DbtProject:
    """The project, to be built into a database of its own below `DATABASES`."""
    database = database_file(DATABASES, own_catalog(request.own_contracts))
    return DbtProject(request.project, request.profiles, database, request.as_of)


def prepare(request: ProductRequest, dbt: DbtProject, outcome: Outcome) -> Prepared | None:
    """Notes in ``outcome`` what is found; None if nothing can be built.

    Raises `InputError` and `DbtFailed`.
    """
    outcome.add(*folder_findings(request.project))
    outcome.add(*package_findings(request.project), *oversized_findings(request.project))
    if outcome.has_errors:
        return None
    manifest = dbt.manifest
    python = _python_models(manifest)
    outcome.add(*(_python_finding(request, node) for node in python))
    outcome.add(*_snapshots_elsewhere(manifest, request))
    DATABASES.mkdir()
    sources = source_tables(manifest, request.project)
    _build_seeds_first(manifest, sources)
    inputs = load_inputs(request, sources, DATABASES)
    outcome.inputs += inputs.tables
    outcome.findings += inputs.findings
    if not inputs.complete:
        return None
    catalog = own_catalog(request.own_contracts)
    attached = {name: file for name, file in inputs.databases.items() if name != catalog}
    if clash := next((n for n in attached if n.lower() == catalog.lower()), None):
        project_file = request.project / "dbt_project.yml"
        outcome.add(_catalog_in_two_spellings(project_file, catalog, clash))
        return None
    unfilled = _readers(manifest, {table.unique_id for table in inputs.unfilled})
    return Prepared(catalog, inputs, attached, tuple(python), tuple(unfilled))


def run_tests(dbt: DbtProject, prepared: Prepared, outcome: Outcome) -> list[NodeOutcome]:
    """Of what was built, the data tests and unit tests that these inputs are for."""
    if not all(table.origin.is_chosen for table in prepared.inputs.tables):
        outcome.left_out = dbt.tests_of_written_inputs
    outcome.of_full_loads = dbt.tests_of_full_loads
    failed = [node.fqn for node in outcome.nodes if not node.passed and not node.is_hook]
    left_out = {test.fqn: test for test in (*outcome.left_out, *outcome.of_full_loads)}
    tests = dbt.run_tests([*failed, *prepared.held_back], left_out.values())
    # Hooks of a run were run with the models already.
    known = {(node.unique_id, node.failed) for node in outcome.nodes}
    tests = [node for node in tests if (node.unique_id, node.failed) not in known]
    outcome.not_run = dbt.number_of_tests - sum(node.is_test for node in tests) - len(left_out)
    return tests


def _readers(manifest: Any, sources: Collection[str]) -> list[Any]:
    """The nodes that read one of the sources themselves, in order of their ids."""
    return [
        node
        for _, node in sorted(manifest.nodes.items())
        if not set(sources).isdisjoint(getattr(node.depends_on, "nodes", ()))
    ]


def _build_seeds_first(manifest: Any, tables: Iterable[SourceTable]) -> None:
    """dbt does not know that a source is what one of the project's own seeds loads."""
    for table in tables:
        if table.seed is not None:
            for reader in _readers(manifest, {table.unique_id}):
                reader.depends_on.add_node(table.seed)


def _python_models(manifest: Any) -> list[Any]:
    return [
        node
        for _, node in sorted(manifest.nodes.items())
        if getattr(node, "language", None) == "python"
    ]


def _python_finding(request: ProductRequest, node: Any) -> Finding:
    return _error(
        "python-model",
        request.project / node.original_file_path,
        "Python models are not tested: they would run outside of the engine, with every file and"
        " address in reach. What reads this one is not built either.",
        "Write the model in SQL.",
    )


def _snapshots_elsewhere(manifest: Any, request: ProductRequest) -> list[Finding]:
    """dbt asks no macro for the schema of a snapshot that has this setting.

    A project without a port is not of the mesh yet, and has it as it likes.
    """
    severity = Severity.ERROR if request.output_ports else Severity.WARNING
    return [
        _finding(
            severity,
            "snapshot-not-internal",
            request.project / node.original_file_path,
            f"The snapshot `{node.name}` has `target_schema: {node.config.target_schema}`, which"
            " puts it past the macro that keeps snapshots in the product's internal schema.",
            f"Delete `target_schema` from the config of `{node.name}`.",
        )
        for _, node in sorted(manifest.nodes.items())
        if node.resource_type == "snapshot" and node.config.target_schema
    ]


def _catalog_in_two_spellings(project_file: Path, own: str, other: str) -> Finding:
    return _error(
        "catalog-in-two-spellings",
        project_file,
        f"The ports' contracts say `{own}`, the sources `{other}`: one catalog, since neither"
        " engine tells upper from lower case.",
        "Spell it one way.",
    )


def _error(rule: str, file: Path, message: str, fix: str) -> Finding:
    return _finding(Severity.ERROR, rule, file, message, fix)


def _finding(severity: Severity, rule: str, file: Path, message: str, fix: str) -> Finding:
    return Finding(rule=rule, severity=severity, file=str(file), message=message, fix=fix)
