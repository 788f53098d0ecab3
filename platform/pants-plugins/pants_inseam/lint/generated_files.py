"""`lint` says which generated files are stale; `fix` brings those up to date that are there.

A snapshot is not brought up to date: that a consumer accepts a contract is for people to say.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pants.core.goals.fix import FixResult, FixTargetsRequest
from pants.core.goals.lint import AbstractLintRequest, LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import Partition, PartitionerType, Partitions
from pants.engine.fs import EMPTY_DIGEST, CreateDigest, Snapshot
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption
from pants.option.subsystem import Subsystem
from pants.util.logging import LogLevel
from pants.util.strutil import softwrap

from pants_inseam.engine import RepositoryFile, entries_of, read_files
from pants_inseam.generated_files import (
    FIXED_GLOBS,
    MODELS_GLOB,
    Codeowners,
    GeneratedFiles,
    GeneratedProjectFilesRequest,
)
from pants_inseam.lint.fixers import fix_only
from pants_inseam.reports import lint_result, show
from pants_inseam.target_types import ContractFieldSet, DbtProjectFieldSet


class GeneratedFilesSubsystem(Subsystem):
    options_scope = "generated-files"
    name = "generated-files"
    help = softwrap("""
        Whether the files that `generate` writes are up to date. `lint` says which are missing or
        differ, which command writes them, and which contract promises something else than what is
        published of its version, as the contract gate would; `fix` brings those up to date that
        are there, but never a snapshot: people accept contracts.""")

    # Pants' own types want `skip` to be the option and not its value: hence the ignores below.
    skip = SkipOption("lint", "fix")


class LintProjectFiles(LintTargetsRequest):
    tool_subsystem = GeneratedFilesSubsystem  # type: ignore[assignment]
    field_set_type = DbtProjectFieldSet
    partitioner_type = PartitionerType.DEFAULT_ONE_PARTITION_PER_INPUT


class LintPublishedFile(LintTargetsRequest):
    tool_subsystem = GeneratedFilesSubsystem  # type: ignore[assignment]
    field_set_type = ContractFieldSet
    partitioner_type = PartitionerType.DEFAULT_ONE_PARTITION_PER_INPUT


class LintCodeowners(LintTargetsRequest):
    tool_subsystem = GeneratedFilesSubsystem  # type: ignore[assignment]
    field_set_type = DbtProjectFieldSet
    partitioner_type = PartitionerType.CUSTOM


async def _linted(request: AbstractLintRequest.Batch[Any, Any], made: GeneratedFiles) -> LintResult:
    return lint_result(request, await show(made.process, request.tool_name))


@rule(desc="Look for stale generated files", level=LogLevel.DEBUG)
async def lint_project_files(
    request: LintProjectFiles.Batch[DbtProjectFieldSet, Any],
) -> LintResult:
    (field_set,) = request.elements
    return await _linted(
        request,
        await Get(GeneratedFiles, GeneratedProjectFilesRequest(field_set.address.spec_path)),
    )


@rule(desc="Look for stale generated files", level=LogLevel.DEBUG)
async def lint_published_file(
    request: LintPublishedFile.Batch[ContractFieldSet, Any],
) -> LintResult:
    (field_set,) = request.elements
    return await _linted(
        request, await Get(GeneratedFiles, RepositoryFile(field_set.source.file_path))
    )


@rule
async def partition_codeowners(
    request: LintCodeowners.PartitionRequest[DbtProjectFieldSet],
    subsystem: GeneratedFilesSubsystem,
    codeowners: Codeowners,
) -> Partitions[DbtProjectFieldSet, Any]:
    if subsystem.skip or codeowners.files is None:
        return Partitions()
    # One file of the whole repository: reported once, whichever projects are checked.
    return Partitions.single_partition(request.field_sets[:1])


@rule(desc="Look for stale generated files", level=LogLevel.DEBUG)
async def lint_codeowners(
    request: LintCodeowners.Batch[DbtProjectFieldSet, Any], codeowners: Codeowners
) -> LintResult:
    assert codeowners.files is not None  # else there is no partition
    return await _linted(request, codeowners.files)


@dataclass(frozen=True)
class FixPartition:
    folder: str

    @property
    def description(self) -> str:
        return self.folder


class FixProjectFiles(FixTargetsRequest):
    tool_subsystem = GeneratedFilesSubsystem  # type: ignore[assignment]
    field_set_type = DbtProjectFieldSet
    partitioner_type = PartitionerType.CUSTOM


@rule
async def partition_project_files(
    request: FixProjectFiles.PartitionRequest[DbtProjectFieldSet],
    subsystem: GeneratedFilesSubsystem,
) -> Partitions[str, FixPartition]:
    if subsystem.skip:
        return Partitions()
    folders = [field_set.address.spec_path for field_set in request.field_sets]
    present = await MultiGet(
        read_files(os.path.join(folder, glob) for glob in (MODELS_GLOB, *FIXED_GLOBS))
        for folder in folders
    )
    return Partitions(
        Partition(files.files, FixPartition(folder))
        for folder, files in zip(folders, present)
        if files.files
    )


@rule(desc="Bring generated files up to date", level=LogLevel.DEBUG)
async def fix_project_files(request: FixProjectFiles.Batch) -> FixResult:
    made = await Get(
        GeneratedFiles, GeneratedProjectFilesRequest(request.partition_metadata.folder)
    )
    fixed, as_they_are = await MultiGet(
        entries_of(EMPTY_DIGEST if made.failed else made.digest),
        entries_of(request.snapshot.digest),
    )
    by_path = {entry.path: entry for entry in as_they_are}
    by_path.update({entry.path: entry for entry in fixed if entry.path in by_path})
    output = await Get(Snapshot, CreateDigest(by_path.values()))
    # What cannot be made, `lint` says; Pants shows nothing of what a fixer says.
    return FixResult(
        input=request.snapshot, output=output, stdout="", stderr="", tool_name=request.tool_name
    )


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *collect_rules(),
        *LintProjectFiles.rules(),
        *LintPublishedFile.rules(),
        *LintCodeowners.rules(),
        *fix_only(FixProjectFiles),
    )
