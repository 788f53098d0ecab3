"""Loading a product's inputs for dbt by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.dbt_project.invocation import DbtFailed
from inseam.dbt_project.own_catalog import database_file, own_catalog
from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.report.finding import Finding, InputError
from inseam.testing.dbt_runs import DbtProject
from inseam.testing.environment import environment, write_env
from inseam.testing.inputs import load_inputs
from inseam.testing.located import locate
from inseam.testing.outcomes import InputTable
from inseam.testing.preconditions import unmet_preconditions
from inseam.testing.request import ProductRequest
from inseam.testing.sources import source_tables


@dataclass(frozen=True, slots=True)
class Loaded:
    """``tested_incremental`` are incremental models with unit tests, as dbt selects them.

    dbt runs these tests before it builds the model, and they want its table to be there.
    """

    tables: tuple[InputTable, ...]
    tested_incremental: tuple[str, ...]


def load(request: ProductRequest, folder: Path, say: Callable[[str], None]) -> Loaded:
    """Replaces the databases in ``folder``. ``say`` hears what takes time, before it begins.

    Raises `InputError` with everything that keeps them from being loaded; the old ones stay then.
    """
    say(f"Reading {request.project} ...")
    ports = request.own_contracts
    _refuse([locate(found) for found in unmet_preconditions(request)])
    catalog = own_catalog(ports)
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="new-", dir=folder) as new:
        manifest = _manifest(request, Path(new))
        tables = source_tables(manifest, request.project)
        number = len({(table.catalog, table.schema, table.name) for table in tables})
        say(f"Loading {number} input table{'' if number == 1 else 's'} ...")
        inputs = load_inputs(request, tables, Path(new))
        if not inputs.complete:
            _refuse([locate(found) for found in inputs.findings])
        for old in folder.glob("*.duckdb*"):
            old.unlink()
        attached = {
            name: file.replace(folder / file.name) for name, file in inputs.databases.items()
        }
    attached.pop(catalog, None)
    variables = environment(
        database_file(folder, catalog), attached, request.profiles, request.as_of
    )
    write_env(folder, variables)
    return Loaded(inputs.tables, tuple(_tested_incremental(manifest)))


def _manifest(request: ProductRequest, scratch: Path) -> Any:
    dbt = DbtProject(
        request.project,
        request.profiles,
        database_file(scratch, "parsed"),
        request.as_of,
        target=scratch / "target",
    )
    try:
        return dbt.manifest
    except DbtFailed as failure:
        raise InputError(parse_failure_findings(request.project, str(failure))) from None


def _tested_incremental(manifest: Any) -> list[str]:
    # The first that a unit test depends on is the model that it tests.
    tested = {test.depends_on.nodes[0] for test in manifest.unit_tests.values()}
    return [
        f"+fqn:{'.'.join(node.fqn)}"
        for unique_id, node in sorted(manifest.nodes.items())
        if unique_id in tested and node.config.materialized == "incremental"
    ]


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise InputError(findings)
