"""`contract-gate`: what a branch does to those who read contracts."""

from __future__ import annotations

from glob import escape
from typing import Optional

from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import Digest
from pants.engine.goal import GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, goal_rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import StrOption
from pants.util.strutil import softwrap

from pants_inseam.contract_index import GATE_SETTINGS, SNAPSHOT_GLOB, contract_files
from pants_inseam.engine import REQUEST, add_prefix, merge, read, request_file
from pants_inseam.facts.concerned_products import ConcernedProducts, Side
from pants_inseam.facts.of_change import ConcernedFacts, compared_facts
from pants_inseam.facts.of_product import failed_parts
from pants_inseam.git_base import BaseRequest, Branch, read_base
from pants_inseam.goals.library_goal import LibraryGoal, product_folders, say
from pants_inseam.library import run
from pants_inseam.target_types import PRODUCT_GLOB
from pants_inseam.today import Today, TodayRequest, today_option

_PUBLISHED = "contracts/published/**/*.odcs.yaml"
_BESIDE = (SNAPSHOT_GLOB, PRODUCT_GLOB)
_LETTERS_OF_A_COMMIT = 12
# What Pants calls the origin of targets that nobody has named.
_CHANGED = "`--changed-since`"


class ContractGateSubsystem(GoalSubsystem):
    name = "contract-gate"
    help = softwrap("""
        Show what a branch's changes of data contracts do to those who read the data: what breaks,
        who reads it, and which version each change needs.

        Compares with the commit where the branch began, contracts that are gone included, and with
        `contracts/published/`; what is not committed counts. With targets, it compares only their
        contracts. `contract-gate.yaml` has the repository's settings and waivers.
        docs/contract-gate.md has the rules.""")

    base = StrOption(
        default="origin/main", help="The branch, tag or commit into which you will merge yours."
    )
    today = today_option("comparison")


class ContractGate(LibraryGoal):
    subsystem_cls = ContractGateSubsystem


def _live_contracts(side: Side) -> tuple[str, ...]:
    """Globs for the contracts of a side, and all that are published."""
    own = (path for ports in side.products.values() for path in ports.own)
    return (*map(escape, sorted({*own, *side.external})), _PUBLISHED)


async def _selected(specs: Specs) -> Optional[dict[str, list[str]]]:
    """Contracts by their product's folders, and by their files; None for all.

    A product stands for all its contracts, those that are gone too. What has changed is not asked
    of --changed-since: that cannot see what is gone.
    """
    if not specs or specs.includes.description_of_origin == _CHANGED:
        return None
    targets = await Get(FilteredTargets, Specs, specs)
    return {"folders": [*product_folders(targets)], "files": [*contract_files(targets)]}


async def compared_contracts(
    branch: Branch, base: str, today: Today, only: Optional[dict[str, list[str]]]
) -> FallibleProcessResult:
    """The process that compares them, or the one that failed before; ``base`` is for people."""
    concerned = await Get(ConcernedProducts, Branch, branch)
    besides = (f"{escape(f)}/{glob}" for f in sorted(concerned.here.products) for glob in _BESIDE)
    here, then, beside = await MultiGet(
        read(_live_contracts(concerned.here)),
        read_base(branch.tree, _live_contracts(concerned.base)),
        read([*besides, GATE_SETTINGS]),
    )
    facts: tuple[Digest, ...] = ()
    # Who reads a contract is of interest where one has changed.
    if here != then:
        known = await Get(ConcernedFacts, Branch, branch)
        if failed := failed_parts((*known.here, *known.base)):
            return failed[0]
        facts = (await compared_facts(known.here, known.base, "_facts"),)
    content = {
        "version": 1,
        "before": f"{base} ({branch.commit[:_LETTERS_OF_A_COMMIT]})",
        "today": today.day,
        "changed": sorted(change.here for change in branch.changes if change.here),
        "only": only,
    }
    given = await MultiGet(
        request_file(content),
        add_prefix(then, "_base"),
        add_prefix(here, "_head"),
        add_prefix(beside, "_head"),
    )
    return await run(
        module="inseam.gate.repository",
        argv=(REQUEST,),
        digest=await merge((*given, *facts)),
        description="Compare contracts",
    )


@goal_rule
async def pass_contract_gate(
    subsystem: ContractGateSubsystem, specs: Specs, console: Console
) -> ContractGate:
    branch, today = await MultiGet(
        Get(Branch, BaseRequest(subsystem.base, "--contract-gate-base")),
        Get(Today, TodayRequest(subsystem.today)),
    )
    if branch.problem:
        console.print_stderr(branch.problem)
        return ContractGate(exit_code=2)
    process = await compared_contracts(branch, subsystem.base, today, await _selected(specs))
    return ContractGate(exit_code=await say(process, console))
