"""`grants`: who may read what is released, by agreements."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.console import Console
from pants.engine.fs import Digest, MergeDigests, PathGlobs
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import InteractiveProcess, InteractiveProcessResult
from pants.engine.rules import Effect, Get, MultiGet, Rule, collect_rules, goal_rule, rule
from pants.engine.target import AllTargets, FilteredTargets
from pants.option.option_types import BoolOption, IntOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.environment_runs import EnvironmentRun, EnvironmentRunRequest, environment_run
from pants_inseam.facts_processes import DOCUMENT_GLOBS, DocumentFactsRequest, FactsPart
from pants_inseam.shared_facts import SharedFacts
from pants_inseam.target_types import is_product
from pants_inseam.today import Today, TodayRequest


class GrantsSubsystem(GoalSubsystem):
    name = "grants"
    help = softwrap(
        """
        Show which privileges the agreements in force give to the groups of the teams whose products
        read, and what of it an environment lacks or has too much: what would be given, what taken.

        It looks at the agreements of all products, and takes only what it gave itself.
        """
    )

    environment = StrOption(
        default="",
        help="Where: a name in platform/environments.yaml; the first one there if it is empty.",
    )
    apply = BoolOption(
        default=False,
        help="Give and take what the plan says. An error where the engine has no grants.",
    )
    today = StrOption(
        default="",
        advanced=True,
        help="The day of the agreements, such as `2026-11-01`; today if it is empty.",
    )
    wait = IntOption(
        default=600,
        advanced=True,
        help="For how many seconds to wait for another that writes into the environment.",
    )


class Grants(Goal):
    subsystem_cls = GrantsSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@dataclass(frozen=True)
class DocumentFacts:
    """Of all products, and of what belongs to none: what people wrote, but for dbt's files."""

    parts: tuple[FactsPart, ...]


@rule
async def read_all_documents(all_targets: AllTargets, shared: SharedFacts) -> DocumentFacts:
    folders = sorted(t.address.spec_path for t in all_targets if is_product(t))
    digests = await MultiGet(
        Get(Digest, PathGlobs(os.path.join(folder, glob) for glob in DOCUMENT_GLOBS))
        for folder in folders
    )
    documents = await MultiGet(
        Get(FactsPart, DocumentFactsRequest(folder, digest))
        for folder, digest in zip(folders, digests)
    )
    return DocumentFacts((*documents, *shared.parts))


@goal_rule
async def plan_grants(
    subsystem: GrantsSubsystem,
    targets: FilteredTargets,
    all_targets: AllTargets,
    facts: DocumentFacts,
    console: Console,
) -> Grants:
    asked, known = ({t.address for t in some if is_product(t)} for some in (targets, all_targets))
    if targets and asked != known:
        console.print_stderr(
            "Grants follow from the agreements of all products: call `grants` without targets."
        )
        return Grants(exit_code=2)
    failed = [part.process for part in facts.parts if part.process.exit_code != 0]
    for process in failed:
        console.print_stderr((process.stdout + process.stderr).decode().rstrip())
    if failed:
        return Grants(exit_code=max(process.exit_code for process in failed))
    today = await Get(Today, TodayRequest(subsystem.today))
    content = {
        "version": 1,
        "environment": subsystem.environment,
        "date": today.day,
        "apply": subsystem.apply,
        "wait": subsystem.wait,
    }
    run = await Get(
        EnvironmentRun,
        EnvironmentRunRequest,
        environment_run(
            "inseam.grants",
            content,
            await Get(Digest, MergeDigests(part.digest for part in facts.parts)),
        ),
    )
    result = await Effect(InteractiveProcessResult, InteractiveProcess, run.process)
    return Grants(exit_code=result.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
