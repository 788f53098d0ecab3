"""`facts`: what is known about data products, as one DuckDB file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.util_rules.distdir import DistDir
from pants.engine.console import Console
from pants.engine.fs import Digest, MergeDigests, Snapshot, Workspace
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, goal_rule, rule
from pants.engine.target import AllTargets, FilteredTargets, Target
from pants.option.option_types import EnumOption
from pants.util.strutil import softwrap

from pants_inseam.facts_processes import (
    Engine,
    FactsPart,
    ProductFacts,
    ProductFactsRequest,
)
from pants_inseam.library import Inseam, LibraryProcess, ReadyTools
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.shared_facts import SharedFacts
from pants_inseam.target_types import (
    DbtProjectDependenciesField,
    DbtProjectSourcesField,
    is_product,
)

_DATABASE = "facts.duckdb"


@dataclass(frozen=True)
class AllFacts:
    """The parts of all products of the repository, and of what they share."""

    parts: tuple[FactsPart, ...]


@dataclass(frozen=True)
class FactsOfFoldersRequest:
    """The folders of products; there need be none in them."""

    folders: frozenset[str]


@dataclass(frozen=True)
class FactsOfFolders:
    parts: tuple[FactsPart, ...]


@dataclass(frozen=True)
class FactsDatabaseRequest:
    parts: tuple[FactsPart, ...]


@dataclass(frozen=True)
class FactsDatabase:
    """The process's output is the file; its report says what is in it."""

    process: FallibleProcessResult


class FactsSubsystem(GoalSubsystem):
    name = "facts"
    help = softwrap(
        """
        Write `dist/facts.duckdb`: everything that the files of data products say, as tables.

        Products are those of the targets; contracts of other systems, released versions of
        contracts and teams are those of the repository. docs/facts.md describes the tables. A file
        that cannot be read is a row of `findings`, and is reported here.
        """
    )

    engine = EnumOption(
        default=Engine.DUCKDB,
        help=softwrap(
            """
            For which engine dbt compiles the models: `duckdb`, on which they are tested, or
            `databricks`, by its own dbt adapter and without a warehouse.
            """
        ),
    )


class Facts(Goal):
    subsystem_cls = FactsSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


async def _read(targets: Iterable[Target], engine: Engine = Engine.DUCKDB) -> tuple[FactsPart, ...]:
    products = sorted((t for t in targets if is_product(t)), key=lambda t: t.address)
    facts = await MultiGet(
        Get(
            ProductFacts,
            ProductFactsRequest(
                t.address.spec_path,
                t[DbtProjectSourcesField],
                t[DbtProjectDependenciesField],
                engine,
            ),
        )
        for t in products
    )
    return tuple(part for product in facts for part in (product.documents, product.dbt))


@rule
async def read_all(all_targets: AllTargets, shared: SharedFacts, _: ReadyTools) -> AllFacts:
    return AllFacts((*await _read(all_targets), *shared.parts))


@rule
async def read_folders(request: FactsOfFoldersRequest, all_targets: AllTargets) -> FactsOfFolders:
    targets = (t for t in all_targets if t.address.spec_path in request.folders)
    return FactsOfFolders(await _read(targets))


@rule
async def load_database(request: FactsDatabaseRequest, inseam: Inseam) -> FactsDatabase:
    facts = await Get(Digest, MergeDigests(part.digest for part in request.parts))
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.facts.load",
            argv=("_facts", _DATABASE),
            resolve=inseam.tool_resolve,
            input_digest=facts,
            output_files=(_DATABASE,),
            description="Load facts",
        ),
    )
    return FactsDatabase(process)


@goal_rule
async def write_facts(
    subsystem: FactsSubsystem,
    targets: FilteredTargets,
    shared: SharedFacts,
    _: ReadyTools,
    console: Console,
    workspace: Workspace,
    distdir: DistDir,
) -> Facts:
    parts = (*await _read(targets, subsystem.engine), *shared.parts)
    failed = [part.process for part in parts if part.process.exit_code != 0]
    for process in failed:
        console.print_stderr((process.stdout + process.stderr).decode().rstrip())
    if failed:
        return Facts(exit_code=max(process.exit_code for process in failed))
    database = await Get(FactsDatabase, FactsDatabaseRequest(parts))
    shown = await Get(ShownReport, ShowReportRequest(database.process))
    written = await Get(Snapshot, Digest, database.process.output_digest)
    workspace.write_digest(database.process.output_digest, path_prefix=str(distdir.relpath))
    console.print_stdout(shown.process.stdout.decode().rstrip())
    if shown.process.stderr:
        console.print_stderr(shown.process.stderr.decode().rstrip())
    for path in written.files:
        console.print_stderr(f"Wrote {distdir.relpath / path}")
    return Facts(exit_code=database.process.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
