"""`facts`: what is known about data products, as one DuckDB file."""

from __future__ import annotations

from pants.core.util_rules.distdir import DistDir
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import goal_rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import EnumOption
from pants.util.strutil import softwrap

from pants_inseam.engine import files_of, merge
from pants_inseam.facts.of_product import Engine, failed_parts
from pants_inseam.facts.shared import SharedFacts, product_parts
from pants_inseam.goals.library_goal import LibraryGoal, say, say_why_not
from pants_inseam.library import ReadyTools, run

_DATABASE = "facts.duckdb"


class FactsSubsystem(GoalSubsystem):
    name = "facts"
    help = softwrap("""
        Write `dist/facts.duckdb`: everything that the files of data products say, as tables.

        Products are those of the targets; contracts of other systems, released versions of
        contracts and teams are those of the repository. docs/facts.md describes the tables. A file
        that cannot be read is a row of `findings`, and is reported here.""")

    engine = EnumOption(
        default=Engine.DUCKDB,
        help=softwrap("""
            For which engine dbt compiles the models: `duckdb`, on which they are tested, or
            `databricks`, by its own dbt adapter and without a warehouse."""),
    )


class Facts(LibraryGoal):
    subsystem_cls = FactsSubsystem


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
    parts = (*await product_parts(targets, subsystem.engine), *shared.parts)
    if failed := failed_parts(parts):
        return Facts(exit_code=await say_why_not(failed, console))
    process = await run(
        module="inseam.facts.load",
        argv=("_facts", _DATABASE),
        digest=await merge(part.digest for part in parts),
        output_files=(_DATABASE,),
        description="Load facts",
    )
    exit_code = await say(process, console)
    workspace.write_digest(process.output_digest, path_prefix=str(distdir.relpath))
    for path in (await files_of(process.output_digest)).files:
        console.print_stderr(f"Wrote {distdir.relpath / path}")
    return Facts(exit_code=exit_code)
