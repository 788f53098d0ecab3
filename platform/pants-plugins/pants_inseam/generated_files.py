"""Files that are made and committed: `generate` writes them, `lint` says which are stale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable

from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import PartitionerType
from pants.engine.console import Console
from pants.engine.fs import (
    EMPTY_DIGEST,
    Digest,
    DigestEntries,
    MergeDigests,
    PathGlobs,
    RemovePrefix,
    Workspace,
)
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, goal_rule, rule
from pants.engine.target import FieldSet, FilteredTargets
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption
from pants.option.subsystem import Subsystem
from pants.util.logging import LogLevel

from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.target_types import CONTRACT_GLOB, DbtProjectSourcesField

_OUT = "_generated"
_MODELS_GLOB = "models/output_ports/*/_models.yml"


@dataclass(frozen=True)
class GeneratedFilesRequest:
    folder: str


@dataclass(frozen=True)
class GeneratedFiles:
    """`digest` has the files as they should be. `process` says which are not: exit code 1."""

    digest: Digest
    process: FallibleProcessResult

    @property
    def stale(self) -> bool:
        # Python too exits with 1, when it cannot so much as start the module: then no file is made.
        return self.process.exit_code == 1 and self.digest != EMPTY_DIGEST

    @property
    def failed(self) -> bool:
        return self.process.exit_code != 0 and not self.stale


@rule
async def make_generated_files(request: GeneratedFilesRequest, inseam: Inseam) -> GeneratedFiles:
    inputs = await Get(
        Digest, PathGlobs([f"{request.folder}/{glob}" for glob in (CONTRACT_GLOB, _MODELS_GLOB)])
    )
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.contracts.dbt_models",
            argv=(request.folder, _OUT),
            resolve=inseam.tool_resolve,
            input_digest=inputs,
            output_directories=(_OUT,),
            description=f"Generate the files of {request.folder}",
        ),
    )
    return GeneratedFiles(await Get(Digest, RemovePrefix(process.output_digest, _OUT)), process)


class GenerateSubsystem(GoalSubsystem):
    name = "generate"
    help = "Write the files that are made from contracts and committed, such as `_models.yml`."


class Generate(Goal):
    subsystem_cls = GenerateSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def generate(targets: FilteredTargets, console: Console, workspace: Workspace) -> Generate:
    folders = sorted({t.address.spec_path for t in targets if t.has_field(DbtProjectSourcesField)})
    made = await MultiGet(Get(GeneratedFiles, GeneratedFilesRequest(folder)) for folder in folders)
    # A project whose contracts cannot be read does not keep the others from being written.
    failed = await MultiGet(
        Get(ShownReport, ShowReportRequest(files.process)) for files in made if files.failed
    )
    for report in failed:
        console.print_stderr((report.process.stdout + report.process.stderr).decode().rstrip())
    merged = await Get(Digest, MergeDigests(files.digest for files in made if files.stale))
    wanted = await Get(DigestEntries, Digest, merged)
    present = await Get(DigestEntries, PathGlobs([entry.path for entry in wanted]))
    changed = sorted(set(wanted) - set(present), key=lambda entry: entry.path)
    workspace.write_digest(merged)
    for entry in changed:
        console.print_stdout(f"wrote {entry.path}")
    looked_at, written = len(folders), len(changed)
    console.print_stderr(f"{looked_at} dbt project(s) looked at, {written} file(s) written.")
    return Generate(exit_code=max((report.process.exit_code for report in failed), default=0))


@dataclass(frozen=True)
class GeneratedFilesFieldSet(FieldSet):
    required_fields = (DbtProjectSourcesField,)

    sources: DbtProjectSourcesField


class GeneratedFilesLint(Subsystem):
    options_scope = "generated-files"
    name = "generated-files"
    help = "Whether the files that `generate` writes are up to date."

    skip = SkipOption("lint")


class GeneratedFilesLintRequest(LintTargetsRequest):
    tool_subsystem = GeneratedFilesLint
    field_set_type = GeneratedFilesFieldSet
    partitioner_type = PartitionerType.DEFAULT_ONE_PARTITION_PER_INPUT


@rule(desc="Check that generated files are up to date", level=LogLevel.DEBUG)
async def lint_generated_files(
    request: GeneratedFilesLintRequest.Batch[GeneratedFilesFieldSet, Any],
) -> LintResult:
    (field_set,) = request.elements
    made = await Get(GeneratedFiles, GeneratedFilesRequest(field_set.address.spec_path))
    shown = await Get(ShownReport, ShowReportRequest(made.process))
    return LintResult.create(request, shown.process)


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *GeneratedFilesLintRequest.rules())
