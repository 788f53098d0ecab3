"""sqlfluff behind `lint`, `fmt` and `fix`, for every dbt project and package."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.goals.fix import FixResult, FixTargetsRequest
from pants.core.goals.fmt import FmtResult, FmtTargetsRequest
from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import Partition, PartitionerType, Partitions
from pants.core.util_rules.source_files import SourceFiles, SourceFilesRequest
from pants.engine.fs import Digest, Snapshot
from pants.engine.process import FallibleProcessResult, ProcessResult, ProductDescription
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import Dependencies, DependenciesRequest, FieldSet, Target, Targets
from pants.engine.unions import UnionRule
from pants.option.option_types import IntOption, SkipOption
from pants.option.subsystem import Subsystem
from pants.util.collections import partition_sequentially
from pants.util.logging import LogLevel

from pants_inseam.engine import merge, read, subset, subset_contents, subset_files
from pants_inseam.inputs.project_files import PROJECT, globs_of, project_folders
from pants_inseam.library import resolve_option, run
from pants_inseam.lint.fixers import fix_only
from pants_inseam.reports import lint_result, show
from pants_inseam.target_types import (
    DbtPackageSourcesField,
    DbtPackageVendoredField,
    DbtSourcesField,
)

_CONFIGURATION = ".sqlfluff"
# What `.sqlfluff` names as `library_path`.
_DBT_CONTEXT = "platform/inseam/style/dbt_context/*.py"

_logger = logging.getLogger(__name__)


class Sqlfluff(Subsystem):
    options_scope = "sqlfluff"
    name = "sqlfluff"
    help = "How SQL is written. The rules are in `.sqlfluff`, at the top of the repository."

    skip = SkipOption("lint", "fmt", "fix")
    resolve = resolve_option("sqlfluff", "sqlfluff")
    batch_size = IntOption(
        # A process takes half a second to start and a fifth for each file: four keep what a change
        # of one file costs near a second, for two fifths more on a cold cache than with sixteen.
        default=4,
        advanced=True,
        help="About how many SQL files of a project one process lints.",
    )


@dataclass(frozen=True)
class SqlFieldSet(FieldSet):
    required_fields = (DbtSourcesField,)

    sources: DbtSourcesField
    dependencies: Dependencies

    @classmethod
    def opt_out(cls, tgt: Target) -> bool:
        """A package of others is as they published it."""
        return bool(tgt.get(DbtPackageVendoredField).value)


@dataclass(frozen=True)
class SqlFiles:
    """The target's SQL files, and what sqlfluff needs to render any of them."""

    snapshot: Snapshot
    context: Digest


@dataclass(frozen=True)
class SqlBatch:
    """What one process looks at: a change of one model repeats it, and no other."""

    field_set: SqlFieldSet
    files: tuple[str, ...]
    description: str


class SqlfluffLintRequest(LintTargetsRequest):
    tool_subsystem = Sqlfluff  # type: ignore[assignment]
    field_set_type = SqlFieldSet
    partitioner_type = PartitionerType.CUSTOM


class SqlfluffFmtRequest(FmtTargetsRequest):
    tool_subsystem = Sqlfluff  # type: ignore[assignment]
    field_set_type = SqlFieldSet
    partitioner_type = PartitionerType.CUSTOM


class SqlfluffFixRequest(FixTargetsRequest):
    tool_subsystem = Sqlfluff  # type: ignore[assignment]
    field_set_type = SqlFieldSet
    partitioner_type = PartitionerType.CUSTOM


@dataclass(frozen=True)
class ReformatRequest:
    """``files`` are as they are in ``snapshot``, which need not be as they are on disk."""

    goal: str
    batch: SqlBatch
    files: tuple[str, ...]
    snapshot: Snapshot


@rule
async def find_sql_files(field_set: SqlFieldSet) -> SqlFiles:
    dependencies = await Get(Targets, DependenciesRequest(field_set.dependencies))
    packages = [
        t[DbtPackageSourcesField] for t in dependencies if t.has_field(DbtPackageSourcesField)
    ]
    if isinstance(field_set.sources, DbtPackageSourcesField):
        # Its macros call each other by its name.
        packages.append(field_set.sources)
    sources, *of_packages = await MultiGet(
        Get(SourceFiles, SourceFilesRequest([field])) for field in (field_set.sources, *packages)
    )
    # Whatever else there is, a README or YAML, repeats no work.
    folder = field_set.address.spec_path
    settings = await subset_contents(sources.snapshot.digest, [f"{folder}/{PROJECT}"])
    folders = project_folders(b"".join(file.content for file in settings))
    snapshot, own_context, common, *macros = await MultiGet(
        subset_files(sources.snapshot.digest, ["**/*.sql"]),
        subset(
            sources.snapshot.digest,
            [
                f"{folder}/**/{_CONFIGURATION}",
                f"{folder}/{PROJECT}",
                *(f"{folder}/{glob}/*.sql" for glob in globs_of(folders["macro-paths"])),
            ],
        ),
        read([_CONFIGURATION, _DBT_CONTEXT]),
        # Of a package all SQL: a package says itself where its macros are.
        *(subset(files.snapshot.digest, [f"**/{PROJECT}", "**/*.sql"]) for files in of_packages),
    )
    return SqlFiles(snapshot, await merge((own_context, common, *macros)))


async def _batches(field_sets: Iterable[SqlFieldSet], sqlfluff: Sqlfluff) -> list[SqlBatch]:
    if sqlfluff.skip:
        return []
    field_sets = tuple(field_sets)
    of_targets = await MultiGet(Get(SqlFiles, SqlFieldSet, fs) for fs in field_sets)
    batches = []
    for field_set, sql in zip(field_sets, of_targets):
        files, folder = sql.snapshot.files, field_set.address.spec_path
        # By the files' names, so that a new one moves few others to another batch.
        parts = (
            partition_sequentially(files, key=str, size_target=sqlfluff.batch_size)
            if len(files) > sqlfluff.batch_size
            else [files]
        )
        parts = [tuple(part) for part in parts]
        for number, part in enumerate(parts, 1):
            description = folder if len(parts) == 1 else f"{folder} ({number} of {len(parts)})"
            batches.append(SqlBatch(field_set, part, description))
    return batches


@rule
async def partition_lint(
    request: SqlfluffLintRequest.PartitionRequest[SqlFieldSet], sqlfluff: Sqlfluff
) -> Partitions[SqlFieldSet, SqlBatch]:
    batches = await _batches(request.field_sets, sqlfluff)
    return Partitions(Partition((batch.field_set,), batch) for batch in batches)


@rule
async def partition_fmt(
    request: SqlfluffFmtRequest.PartitionRequest[SqlFieldSet], sqlfluff: Sqlfluff
) -> Partitions[str, SqlBatch]:
    batches = await _batches(request.field_sets, sqlfluff)
    return Partitions(Partition(batch.files, batch) for batch in batches)


@rule
async def partition_fix(
    request: SqlfluffFixRequest.PartitionRequest[SqlFieldSet], sqlfluff: Sqlfluff
) -> Partitions[str, SqlBatch]:
    batches = await _batches(request.field_sets, sqlfluff)
    return Partitions(Partition(batch.files, batch) for batch in batches)


@rule(desc="Lint with sqlfluff", level=LogLevel.DEBUG)
async def lint_sql(
    request: SqlfluffLintRequest.Batch[SqlFieldSet, SqlBatch], sqlfluff: Sqlfluff
) -> LintResult:
    batch = request.partition_metadata
    sql = await Get(SqlFiles, SqlFieldSet, batch.field_set)
    files = await subset(sql.snapshot.digest, batch.files)
    process = await run(
        module="inseam.style.lint",
        argv=(batch.field_set.address.spec_path, *batch.files),
        resolve=sqlfluff.resolve,
        digest=await merge((files, sql.context)),
        description=f"Lint the SQL of {batch.description}",
    )
    shown = await show(process)
    return lint_result(request, shown)


@rule(desc="Format with sqlfluff", level=LogLevel.DEBUG)
async def format_sql(request: SqlfluffFmtRequest.Batch) -> FmtResult:
    batch: SqlBatch = request.partition_metadata
    process = await Get(
        ProcessResult, ReformatRequest("fmt", batch, request.files, request.snapshot)
    )
    return await FmtResult.create(request, process)


@rule(desc="Fix with sqlfluff", level=LogLevel.DEBUG)
async def fix_sql(request: SqlfluffFixRequest.Batch) -> FixResult:
    batch: SqlBatch = request.partition_metadata
    process = await Get(
        ProcessResult, ReformatRequest("fix", batch, request.files, request.snapshot)
    )
    return await FixResult.create(request, process)


@rule
async def reformat_sql(request: ReformatRequest, sqlfluff: Sqlfluff) -> ProcessResult:
    sql = await Get(SqlFiles, SqlFieldSet, request.batch.field_set)
    context = await subset(sql.context, ["**/*", *(f"!{file}" for file in request.files)])
    description = f"{request.goal} the SQL of {request.batch.description}"
    process = await run(
        module="inseam.style.reformat",
        argv=(request.goal, *request.files),
        resolve=sqlfluff.resolve,
        digest=await merge((context, request.snapshot.digest)),
        output_files=request.files,
        description=description,
    )
    if process.exit_code == 0 and process.stdout:
        # Pants shows nothing else of what a formatter has to say.
        _logger.warning(process.stdout.decode().rstrip())
    return await Get(
        ProcessResult,
        {process: FallibleProcessResult, ProductDescription(description): ProductDescription},
    )


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *collect_rules(),
        *SqlfluffLintRequest.rules(),
        *fix_only(SqlfluffFmtRequest),
        *fix_only(SqlfluffFixRequest),
    )
