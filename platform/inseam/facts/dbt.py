"""What dbt knows of a product: models, sources, tests, macros and who reads whom.

``python -m inseam.facts.dbt <request.json> <out.jsonl> <manifest.json>`` has dbt parse and compile
the project for one engine (`inseam.facts.dbt_request`). No rows are read, and nothing of a contract
but its canonical form. What dbt cannot read is a row of `findings`, and the exit code is 0.

The manifest is for other tools that read dbt projects, so that nobody parses a second time. It is
normalised, without macros of others than the project and its local packages, and is not written if
dbt cannot parse the project.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.dbt_project.artifacts import normalised_manifest
from inseam.dbt_project.engines import dbt_core_offline
from inseam.dbt_project.executable import DbtExecutable
from inseam.dbt_project.file_sizes import oversized_findings
from inseam.dbt_project.folders import folder_findings, project_folders
from inseam.dbt_project.invocation import Call, DbtFailed, DbtInvocation
from inseam.dbt_project.own_catalog import database_file, own_catalog
from inseam.dbt_project.packages import local_packages, package_findings
from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.facts.compiled import Compiled, compile_models, compiled_already
from inseam.facts.data_test_rows import data_test_rows
from inseam.facts.dbt_request import DbtFactsRequest, read_dbt_facts_request
from inseam.facts.gathered import Gathered
from inseam.facts.manifest_rows import Project, manifest_rows
from inseam.facts.properties import PropertiesFiles
from inseam.facts.read_alike import may_be_read_alike, was_read_alike
from inseam.facts.sql_rows import sql_rows
from inseam.facts.template_rows import template_rows
from inseam.facts.use_rows import use_rows
from inseam.report.finding import InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report

_DATABASES = Path("_databases")
_TARGET = Path("_dbt_target")


@dataclass(frozen=True, slots=True)
class ReadProject:
    """``manifest`` is None if dbt cannot parse the project."""

    facts: Gathered
    manifest: str | None = None


def read_project(request: DbtFactsRequest) -> ReadProject:
    read = Gathered(request.project.name)
    _DATABASES.mkdir(exist_ok=True)
    catalog = own_catalog(request.output_ports)
    call = Call(
        project=request.project,
        profiles=request.profiles,
        database=database_file(_DATABASES, catalog),
        as_of=request.as_of,
        target=_TARGET,
        profile_target=request.engine.profile_target,
    )
    try:
        unmet = [
            *folder_findings(request.project),
            *package_findings(request.project),
            *oversized_findings(request.project),
        ]
        fatal = [finding for finding in unmet if finding.severity is Severity.ERROR]
        if fatal:
            read.note(fatal, is_unread=True)
            return ReadProject(read)
        dbt, manifest, compiled = _parse_and_compile(request, call)
    except InputError as error:
        read.note(error.findings, is_unread=True)
        return ReadProject(read)
    except DbtFailed as failure:
        read.note(parse_failure_findings(request.project, str(failure)), is_unread=True)
        return ReadProject(read)
    project = Project(
        product=request.project.name,
        folder=request.project,
        manifest=manifest,
        properties=PropertiesFiles(request.project),
        packages=local_packages(request.project),
        folders=project_folders(request.project),
    )
    read.rows += manifest_rows(project, compiled.sql, request.input_ports)
    read.rows += data_test_rows(project)
    read.rows += sql_rows(project, compiled.own, request.input_ports, request.engine)
    read.rows += template_rows(project, compiled.own)
    read.rows += use_rows(project)
    read.note(compiled.findings)
    read.note(project.properties.findings)
    packages = {manifest.metadata.project_name, *project.packages}
    return ReadProject(read, normalised_manifest(dbt.document(manifest), packages))


def _parse_and_compile(request: DbtFactsRequest, call: Call) -> tuple[DbtInvocation, Any, Compiled]:
    """By one dbt, whose manifest it is. Raises `DbtFailed` if dbt-core cannot parse the project."""
    if request.dbt is not None and (read := _read_faster(request.dbt, call)) is not None:
        return read
    dbt = dbt_core_offline(call, request.engine.name)
    manifest = dbt("parse", "--no-write-json")
    return dbt, manifest, compile_models(dbt, manifest)


def _read_faster(executable: Path, call: Call) -> tuple[DbtInvocation, Any, Compiled] | None:
    """By a dbt 2; None if dbt-core has to read the project, or to say what is wrong with it."""
    if not may_be_read_alike(call.project):
        return None
    dbt = DbtExecutable(call, executable)
    try:
        manifest = dbt.compile_project()
    except DbtFailed:
        return None
    if not was_read_alike(call.project, manifest):
        return None
    return dbt, manifest, compiled_already(dbt, manifest)


def main() -> Report:
    # The process is short, and dbt's many small objects cost the collector a tenth of it.
    gc.disable()
    logging.disable(logging.CRITICAL)
    request, out, manifest = map(Path, sys.argv[1:])
    read = read_project(read_dbt_facts_request(request))
    read.facts.write(out)
    if read.manifest is not None:
        manifest.parent.mkdir(parents=True, exist_ok=True)
        manifest.write_text(read.manifest, encoding="utf-8")
    return Report()


if __name__ == "__main__":
    code = run_process(main)
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is written; taking dbt's objects apart one by one would cost another second.
    os._exit(code)
