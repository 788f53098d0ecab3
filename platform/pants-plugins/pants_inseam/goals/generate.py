"""`generate`: writes what is made from other files and committed."""

from __future__ import annotations

import json
import os.path
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Optional

from pants.engine.console import Console
from pants.engine.fs import EMPTY_DIGEST, Digest, Workspace
from pants.engine.goal import GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, goal_rule, rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import StrListOption
from pants.util.strutil import pluralize, softwrap

from pants_inseam.contract_index import ProjectPorts, ProjectPortsRequest, contract_files
from pants_inseam.data_products import DataProducts
from pants_inseam.engine import RepositoryFile, add_prefix, below, entries_of, merge, read_paths
from pants_inseam.generated_files import Codeowners, GeneratedFiles, GeneratedProjectFilesRequest
from pants_inseam.goals.library_goal import LibraryGoal, product_folders, say_why_not
from pants_inseam.inputs.project_files import PROFILES, DbtProjectFiles
from pants_inseam.library import run
from pants_inseam.target_types import (
    CONTRACT_GLOB,
    PRODUCT_GLOB,
    DbtProject,
    DbtProjectSourcesField,
)

_PLANNED = "_planned"
# A snapshot of a contract is YAML too, but not for dbt.
_READ_BY_DBT = (".sql", ".yml")


@dataclass(frozen=True)
class PlannedFilesRequest:
    """``files`` are about to be written, at their paths in the repository."""

    project: DbtProject
    files: Digest


@dataclass(frozen=True)
class ParsedPlan:
    """``digest`` has the files that may be written: all, or none where ``held_back`` has them.

    ``objection`` is the process that found that dbt would no longer parse the project.
    """

    digest: Digest
    held_back: tuple[str, ...] = ()
    objection: Optional[FallibleProcessResult] = None


@rule
async def parse_planned_files(
    request: PlannedFilesRequest, data_products: DataProducts
) -> ParsedPlan:
    folder = request.project.folder
    planned = [entry.path for entry in await entries_of(request.files)]
    if not any(path.endswith(_READ_BY_DBT) for path in planned):
        return ParsedPlan(request.files)
    project = await Get(DbtProjectFiles, DbtProject, request.project)
    beside = await add_prefix(request.files, _PLANNED)
    process = await run(
        module="inseam.codegen.still_parsed",
        argv=(folder, _PLANNED, PROFILES, data_products.as_of),
        digest=await merge((project.digest, beside)),
        description=f"Parse {folder} with its generated files",
    )
    if process.exit_code == 0:
        return ParsedPlan(request.files)
    return ParsedPlan(EMPTY_DIGEST, tuple(planned), process)


_VERSION_REUSED = "version-reused"


class GenerateSubsystem(GoalSubsystem):
    name = "generate"
    help = softwrap("""
        Write the files that are generated and committed: `_models.yml` of output ports, the
        schema-name macro, `.sqlfluff`, snapshots of contracts that are missing, the published file
        of a released version, and CODEOWNERS.

        What a person added to `_models.yml` is kept. A snapshot that is there stays, unless
        `--generate-accept` names its contract, and a published file is never written again. Nothing
        is written into a project that dbt could no longer parse with it.""")

    accept = StrListOption(
        help=softwrap("""
            Ids of contracts whose newest published version the products accept: their snapshots are
            written again. For example `--generate-accept=orders-v1 products/invoices::`.""")
    )


class Generate(LibraryGoal):
    subsystem_cls = GenerateSubsystem


@goal_rule
async def generate(
    targets: FilteredTargets,
    subsystem: GenerateSubsystem,
    codeowners: Codeowners,
    console: Console,
    workspace: Workspace,
) -> Generate:
    projects = {t.address.spec_path: t for t in targets if t.has_field(DbtProjectSourcesField)}
    folders = sorted(projects)
    contracts = contract_files(targets)
    ports = await MultiGet(Get(ProjectPorts, ProjectPortsRequest(folder)) for folder in folders)
    unread = set(subsystem.accept).difference(*(of_project.referenced for of_project in ports))
    for contract_id in sorted(unread):
        console.print_stderr(
            f"--generate-accept={contract_id}: no product among the targets reads this contract."
            " Name the consumer's folder as a target."
        )
    if unread:
        return Generate(exit_code=2)
    published = await MultiGet(Get(GeneratedFiles, RepositoryFile(path)) for path in contracts)
    # Before the projects: a snapshot may be one of a version that is published in this very call.
    archived = await merge(files.digest for files in published if not files.failed)
    of_projects = await MultiGet(
        Get(
            GeneratedFiles,
            GeneratedProjectFilesRequest(
                folder,
                tuple(sorted(set(subsystem.accept).intersection(of_project.referenced))),
                archived,
            ),
        )
        for folder, of_project in zip(folders, ports)
    )
    parsed = await MultiGet(
        Get(
            ParsedPlan,
            PlannedFilesRequest(
                DbtProject.of(projects[folder]), EMPTY_DIGEST if files.failed else files.digest
            ),
        )
        for folder, files in zip(folders, of_projects)
    )
    others = [*published]
    if codeowners.files and (of_projects or published):
        others.append(codeowners.files)
    # A file that cannot be read does not keep the others from being written.
    writable = (files.digest for files in others if not files.failed)
    merged = await merge((*(plan.digest for plan in parsed), *writable))
    written = [entry.path for entry in await entries_of(merged)]
    workspace.write_digest(merged)
    settled = [*written, *(path for plan in parsed for path in plan.held_back)]
    left = [
        files.process if files.failed else without_what_is_done(settled, files.process)
        for files in (*of_projects, *others)
        if files.process.exit_code != 0
    ]
    left += [plan.objection for plan in parsed]
    exit_code = await say_why_not([process for process in left if process], console)
    for path in written:
        console.print_stdout(f"wrote {path}")
    products = product_folders(targets)
    # What reads a contract gets its snapshot at least.
    bare = [
        folder
        for folder, of_project in zip(folders, ports)
        if folder in products and not of_project.referenced
    ]
    described = await MultiGet(
        read_paths(below(folder, (PRODUCT_GLOB, CONTRACT_GLOB))) for folder in bare
    )
    for folder, paths in zip(bare, described):
        if not any(path.endswith(".odcs.yaml") for path in paths.files):
            console.print_stderr(_nothing_made(folder, has_odps=bool(paths.files)))
    console.print_stderr(_said(len(folders), len(contracts), len(written)))
    return Generate(exit_code=exit_code)


def _nothing_made(folder: str, *, has_odps: bool) -> str:
    name = os.path.basename(folder)
    lacks = ["a contract of an output port", "a source that names a contract"]
    write = [f"`output_ports/v1/{name.replace('_', '-')}-v1.odcs.yaml` in its folder of models"]
    if not has_odps:
        lacks.insert(0, "an ODPS file")
        write.insert(0, f"`{folder}/{name}.odps.yaml`")
    return (
        f"{folder}: nothing to make files from, as it has neither {' nor '.join(lacks)}."
        f" Write {' and '.join(write)}, and run ./pants generate {folder}:: again."
    )


def _said(projects: int, contracts: int, written: int) -> str:
    of = f"{pluralize(projects, 'dbt project')} and {pluralize(contracts, 'contract')}"
    return (
        f"Wrote {pluralize(written, 'file')} for {of}."
        if written
        else f"Nothing to write for {of}."
    )


def without_what_is_done(
    written: Collection[str], process: FallibleProcessResult
) -> FallibleProcessResult | None:
    """What is left to say when these files are written; None if it is nothing.

    Of a version that a change of its contract asks for, `lint` and the gate tell: a change may
    still be under way here.
    """
    report = json.loads(process.stdout)
    report["findings"] = [
        found
        for found in report["findings"]
        if found["file"] not in written and found["rule"] != _VERSION_REUSED
    ]
    return replace(process, stdout=json.dumps(report).encode()) if report["findings"] else None
