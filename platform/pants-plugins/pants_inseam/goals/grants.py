"""`grants`: who may read what is released, by agreements."""

from __future__ import annotations

from pants.engine.console import Console
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import Get, MultiGet, goal_rule
from pants.engine.target import AllTargets, FilteredTargets
from pants.option.option_types import BoolOption
from pants.util.strutil import softwrap

from pants_inseam.engine import below, merge, read
from pants_inseam.facts.of_product import DOCUMENT_GLOBS, document_facts, failed_parts, parts_of
from pants_inseam.facts.shared import SharedFacts
from pants_inseam.goals.environment_runs import EnvironmentOptions, run_in_environment
from pants_inseam.goals.library_goal import LibraryGoal, product_folders, say_why_not
from pants_inseam.today import Today, TodayRequest, today_option


class GrantsSubsystem(EnvironmentOptions, GoalSubsystem):
    name = "grants"
    help = softwrap("""
        Show which privileges the agreements in force give to the groups of the teams whose products
        read, and what of it an environment lacks or has too much: what would be given, what taken.

        It looks at the agreements of all products, and takes only what it gave itself.""")

    apply = BoolOption(
        default=False,
        help="Give and take what the plan says. An error where the engine has no grants.",
    )
    today = today_option("agreements")


class Grants(LibraryGoal):
    subsystem_cls = GrantsSubsystem


@goal_rule
async def plan_grants(
    subsystem: GrantsSubsystem,
    targets: FilteredTargets,
    all_targets: AllTargets,
    shared: SharedFacts,
    console: Console,
) -> Grants:
    known = product_folders(all_targets)
    if targets and product_folders(targets) != known:
        console.print_stderr(
            "Grants follow from the agreements of all products: call `grants` without targets."
        )
        return Grants(exit_code=2)
    # Of products what people wrote, but for dbt's files.
    digests = await MultiGet(read(below(folder, DOCUMENT_GLOBS)) for folder in known)
    documents = await MultiGet(
        document_facts(folder, digest) for folder, digest in zip(known, digests)
    )
    parts = (*parts_of(documents), *shared.parts)
    if failed := failed_parts(parts):
        return Grants(exit_code=await say_why_not(failed, console))
    today = await Get(Today, TodayRequest(subsystem.today))
    content = {
        "version": 1,
        "environment": subsystem.environment,
        "date": today.day,
        "apply": subsystem.apply,
        "wait": subsystem.wait,
    }
    digest = await merge(part.digest for part in parts)
    return Grants(exit_code=await run_in_environment("inseam.grants", content, digest))
