"""Whether dbt still parses a project with what `generate` is about to write into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.engine.fs import EMPTY_DIGEST, AddPrefix, Digest, DigestEntries, MergeDigests
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, Rule, collect_rules, rule

from pants_inseam.data_products import DataProducts
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.project_files import PROFILES, DbtProjectFiles, DbtProjectFilesRequest

_PLANNED = "_planned"
# A snapshot of a contract is YAML too, but not for dbt.
_READ_BY_DBT = (".sql", ".yml")


@dataclass(frozen=True)
class PlannedFilesRequest:
    """``files`` are about to be written, at their paths in the repository."""

    project: DbtProjectFilesRequest
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
    request: PlannedFilesRequest, inseam: Inseam, data_products: DataProducts
) -> ParsedPlan:
    folder = request.project.folder
    planned = [entry.path for entry in await Get(DigestEntries, Digest, request.files)]
    if not any(path.endswith(_READ_BY_DBT) for path in planned):
        return ParsedPlan(request.files)
    project = await Get(DbtProjectFiles, DbtProjectFilesRequest, request.project)
    beside = await Get(Digest, AddPrefix(request.files, _PLANNED))
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.codegen.still_parsed",
            argv=(folder, _PLANNED, PROFILES, data_products.as_of),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests((project.digest, beside))),
            description=f"Parse {folder} with its generated files",
        ),
    )
    if process.exit_code == 0:
        return ParsedPlan(request.files)
    return ParsedPlan(EMPTY_DIGEST, tuple(planned), process)


def rules() -> Iterable[Rule]:
    return collect_rules()
