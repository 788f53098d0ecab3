"""Files that are made and committed: what the library makes of a project, a contract, of all."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.engine.fs import (
    EMPTY_DIGEST,
    Digest,
    DigestContents,
    DigestSubset,
    MergeDigests,
    PathGlobs,
    RemovePrefix,
)
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import AllTargets

from pants_inseam.contract_gate import CONFIGURATION
from pants_inseam.contract_index import (
    SNAPSHOT_GLOB,
    ContractId,
    ContractIndex,
    ProjectPorts,
    ProjectPortsRequest,
    YamlFile,
    source_globs,
)
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.project_folders import PROJECT, globs_of, project_folders
from pants_inseam.target_types import CONTRACT_GLOB, DbtProjectSourcesField

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
class PublishedFileRequest:
    """The file of a contract, whose version may be due in the archive."""

    contract: str


@dataclass(frozen=True)
class Codeowners:
    """None if there is no team registry."""

    files: Optional[GeneratedFiles]


async def _make(
    inseam: Inseam,
    *,
    module: str,
    argv: tuple[str, ...],
    globs: tuple[str, ...],
    description: str,
    sources: tuple[str, ...] = (),
    archived: Digest = EMPTY_DIGEST,
) -> GeneratedFiles:
    files, of_sources, also = await MultiGet(
        Get(Digest, PathGlobs(globs)),
        # Apart, since what these leave out is among the others.
        Get(Digest, PathGlobs(sources)),
        # Of these too only what the process may see: else all would run again for one new version.
        Get(Digest, DigestSubset(archived, PathGlobs(globs))),
    )
    inputs = await Get(Digest, MergeDigests((files, of_sources, also)))
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module=module,
            argv=argv,
            resolve=inseam.tool_resolve,
            input_digest=inputs,
            output_directories=(_OUT,),
            description=description,
        ),
    )
    return GeneratedFiles(await Get(Digest, RemovePrefix(process.output_digest, _OUT)), process)


def _archives(contract_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        os.path.join(_PUBLISHED, folder, "*.odcs.yaml")
        for folder in (
            _NO_FILE_NAME.sub("-", contract_id).strip("-") for contract_id in contract_ids
        )
        if folder
    )


@rule
async def make_project_files(
    request: GeneratedProjectFilesRequest, inseam: Inseam
) -> GeneratedFiles:
    ports, settings = await MultiGet(
        Get(ProjectPorts, ProjectPortsRequest(request.folder)),
        Get(DigestContents, PathGlobs([os.path.join(request.folder, PROJECT)])),
    )
    folders = project_folders(b"".join(file.content for file in settings))
    macros = (f"{glob}/*.sql" for glob in globs_of(folders["macro-paths"]))
    own = (CONTRACT_GLOB, MODELS_GLOB, *FIXED_GLOBS, *DECIDING_GLOBS, *macros, SNAPSHOT_GLOB)
    return await _make(
        inseam,
        module="inseam.codegen.project",
        argv=(request.folder, _OUT, *request.accepted),
        globs=(*(os.path.join(request.folder, glob) for glob in own), *_archives(ports.referenced)),
        sources=source_globs(request.folder),
        description=f"Generate the files of {request.folder}",
        archived=request.archived,
    )


@rule
async def make_published_file(
    request: PublishedFileRequest, index: ContractIndex, inseam: Inseam
) -> GeneratedFiles:
    found = await Get(ContractId, YamlFile(request.contract))
    claimed_by = index.claimed_twice.get(found.value or "", ())
    others = (path for path in claimed_by if path != request.contract)
    return await _make(
        inseam,
        module="inseam.codegen.published",
        argv=(request.contract, _OUT, *others),
        # With what the gate is configured to ask of a version that stays.
        globs=(request.contract, *_archives((found.value or "",)), CONFIGURATION),
        description=f"Archive {request.contract}",
    )


@rule
async def make_codeowners(all_targets: AllTargets, inseam: Inseam) -> Codeowners:
    if not await Get(DigestContents, PathGlobs([_TEAMS])):
        return Codeowners(None)
    folders = sorted(
        {t.address.spec_path for t in all_targets if t.has_field(DbtProjectSourcesField)}
    )
    of_products = ("*.odps.yaml", "agreements/*.yaml", CONTRACT_GLOB)
    files = await _make(
        inseam,
        module="inseam.codegen.codeowners",
        argv=(_OUT,),
        globs=(
            _TEAMS,
            _CODEOWNERS,
            "contracts/external/*.odcs.yaml",
            *(os.path.join(folder, glob) for folder in folders for glob in of_products),
        ),
        description="Generate CODEOWNERS",
    )
    return Codeowners(files)


def rules() -> Iterable[Rule]:
    return collect_rules()
