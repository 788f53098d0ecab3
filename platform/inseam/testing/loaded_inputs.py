"""Loading a product's inputs for dbt by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

from inseam.dbt_project.invocation import DbtFailed
from inseam.dbt_project.own_catalog import database_file, own_catalog
from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.report.finding import Finding, InputError
from inseam.testing.dbt_runs import DbtProject
from inseam.testing.environment import environment, write_env
from inseam.testing.inputs import load_inputs
from inseam.testing.located import locate
from inseam.testing.outcomes import InputTable
from inseam.testing.planned_inputs import SourceTable
from inseam.testing.preconditions import unmet_preconditions
from inseam.testing.request import ProductRequest
from inseam.testing.sources import source_tables


def load(request: ProductRequest, folder: Path) -> tuple[InputTable, ...]:
    """Replaces the databases in ``folder`` and gives the input tables.

    Raises `InputError` with everything that keeps them from being loaded; the old ones stay then.
    """
    ports = request.own_contracts
    _refuse([locate(found) for found in unmet_preconditions(request)])
    catalog = own_catalog(ports)
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="new-", dir=folder) as new:
        tables = _source_tables(request, Path(new))
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
    return inputs.tables


def _source_tables(request: ProductRequest, scratch: Path) -> list[SourceTable]:
    dbt = DbtProject(
        request.project,
        request.profiles,
        database_file(scratch, "parsed"),
        request.as_of,
        target=scratch / "target",
    )
    try:
        return source_tables(dbt.manifest, request.project)
    except DbtFailed as failure:
        raise InputError(parse_failure_findings(request.project, str(failure))) from None


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise InputError(findings)
