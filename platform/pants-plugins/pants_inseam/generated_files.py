"""Files that are made and committed: what the library makes of a project, a contract, of all."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.engine.fs import EMPTY_DIGEST, Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, rule
from pants.engine.target import AllTargets

from pants_inseam.contract_index import (
    GATE_SETTINGS,
    SNAPSHOT_GLOB,
    ContractId,
    ContractIndex,
    ProjectPorts,
    ProjectPortsRequest,
    source_globs,
)
from pants_inseam.engine import (
    RepositoryFile,
    below,
    merge,
    read,
    read_contents,
    remove_prefix,
    subset,
)
from pants_inseam.inputs.project_files import PROJECT, globs_of, project_folders
from pants_inseam.library import run
from pants_inseam.target_types import CONTRACT_GLOB, PRODUCT_GLOB, DbtProjectSourcesField

MODELS_GLOB = "**/output_ports/*/_models.yml"
FIXED_GLOBS = (".sqlfluff", "**/generate_schema_name.sql")
# What else of a project decides on them, beside its macros: its folders, what dbt leaves out, how a
# port's model is built. Who describes a model is among the files that may have sources.
DECIDING_GLOBS = (PROJECT, ".dbtignore", "**/output_ports/*/*.sql")
_OUT = "_generated"
_PUBLISHED = "contracts/published"
_TEAMS = "platform/teams.yaml"
_CODEOWNERS = "CODEOWNERS"
# Ids come from files that anybody may have written; others than these name no folder.
# As `inseam.odcs.names.file_stem` has it.
_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class GeneratedFiles:
    """``digest`` has the files that are missing or differ, ``process`` says why."""

    digest: Digest
    process: FallibleProcessResult

    @property
    def failed(self) -> bool:
        # Python too exits with 1, when it cannot so much as start the module: without a report.
        code = self.process.exit_code
        return code not in (0, 1) or (code == 1 and not self.process.stdout)


@dataclass(frozen=True)
class GeneratedProjectFilesRequest:
    """``accepted`` are the contracts whose snapshots are taken again.

    ``archived`` has published files that are not in the repository yet.
    """

    folder: str
    accepted: tuple[str, ...] = ()
    archived: Digest = EMPTY_DIGEST


@dataclass(frozen=True)
class Codeowners:
    """None if there is no team registry."""

    files: Optional[GeneratedFiles]


async def _make(
    *,
    module: str,
    argv: tuple[str, ...],
    globs: tuple[str, ...],
    description: str,
    sources: tuple[str, ...] = (),
    archived: Digest = EMPTY_DIGEST,
) -> GeneratedFiles:
    files, of_sources, also = await MultiGet(
        read(globs),
        # Apart, since what these leave out is among the others.
        read(sources),
        # Of these too only what the process may see: else all would run again for one new version.
        subset(archived, globs),
    )
    inputs = await merge((files, of_sources, also))
    process = await run(
        module=module, argv=argv, digest=inputs, output_directories=(_OUT,), description=description
    )
    return GeneratedFiles(await remove_prefix(process.output_digest, _OUT), process)


def _archives(contract_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        os.path.join(_PUBLISHED, folder, "*.odcs.yaml")
        for folder in (
            _NO_FILE_NAME.sub("-", contract_id).strip("-") for contract_id in contract_ids
        )
        if folder
    )


@rule
async def make_project_files(request: GeneratedProjectFilesRequest) -> GeneratedFiles:
    ports, settings = await MultiGet(
        Get(ProjectPorts, ProjectPortsRequest(request.folder)),
        read_contents([os.path.join(request.folder, PROJECT)]),
    )
    folders = project_folders(b"".join(file.content for file in settings))
    macros = (f"{glob}/*.sql" for glob in globs_of(folders["macro-paths"]))
    own = (CONTRACT_GLOB, MODELS_GLOB, *FIXED_GLOBS, *DECIDING_GLOBS, *macros, SNAPSHOT_GLOB)
    return await _make(
        module="inseam.codegen.project",
        argv=(request.folder, _OUT, *request.accepted),
        globs=(*below(request.folder, own), *_archives(ports.referenced)),
        sources=source_globs(request.folder),
        description=f"Generate the files of {request.folder}",
        archived=request.archived,
    )


@rule
async def make_published_file(request: RepositoryFile, index: ContractIndex) -> GeneratedFiles:
    """Of a contract, whose version may be due in the archive."""
    found = await Get(ContractId, RepositoryFile, request)
    claimed_by = index.claimed_twice.get(found.value or "", ())
    others = (path for path in claimed_by if path != request.path)
    return await _make(
        module="inseam.codegen.published",
        argv=(request.path, _OUT, *others),
        # With what the gate is configured to ask of a version that stays.
        globs=(request.path, *_archives((found.value or "",)), GATE_SETTINGS),
        description=f"Archive {request.path}",
    )


@rule
async def make_codeowners(all_targets: AllTargets) -> Codeowners:
    if not await read_contents([_TEAMS]):
        return Codeowners(None)
    folders = sorted(
        {t.address.spec_path for t in all_targets if t.has_field(DbtProjectSourcesField)}
    )
    of_products = (PRODUCT_GLOB, "agreements/*.yaml", CONTRACT_GLOB)
    files = await _make(
        module="inseam.codegen.codeowners",
        argv=(_OUT,),
        globs=(
            _TEAMS,
            _CODEOWNERS,
            "contracts/external/*.odcs.yaml",
            *(glob for folder in folders for glob in below(folder, of_products)),
        ),
        description="Generate CODEOWNERS",
    )
    return Codeowners(files)
