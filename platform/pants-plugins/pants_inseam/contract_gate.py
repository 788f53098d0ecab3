"""`contract-gate`: what a branch does to those who read contracts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from glob import escape
from typing import Optional

from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import (
    AddPrefix,
    CreateDigest,
    Digest,
    MergeDigests,
    PathGlobs,
)
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, goal_rule, rule
from pants.engine.target import FilteredTargets, Target
from pants.option.option_types import StrOption
from pants.util.strutil import softwrap

from pants_inseam.base_tree import BaseGlobs
from pants_inseam.compared_facts import ComparedFacts, ComparedFactsRequest
from pants_inseam.concerned_facts import ConcernedFacts, ConcernedFactsRequest
from pants_inseam.concerned_products import ConcernedProducts, ConcernedProductsRequest, Side
from pants_inseam.contract_index import SNAPSHOT_GLOB
from pants_inseam.contract_lint import PRODUCT_GLOB
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.request_file import REQUEST, request_file
from pants_inseam.target_types import DataContractSourceField, is_product
from pants_inseam.today import Today, TodayRequest

CONFIGURATION = "contract-gate.yaml"
_PUBLISHED = "contracts/published/**/*.odcs.yaml"
_BESIDE = (SNAPSHOT_GLOB, PRODUCT_GLOB)
_LETTERS_OF_A_COMMIT = 12
# What Pants calls the origin of targets that nobody has named.
_CHANGED = "`--changed-since`"


class ContractGateSubsystem(GoalSubsystem):
    name = "contract-gate"
    help = softwrap(
        """
        Show what a branch's changes of data contracts do to those who read the data: what breaks,
        who reads it, and which version each change needs.

        Compares with the commit where the branch began, contracts that are gone included, and with
        `contracts/published/`; what is not committed counts. With targets, it compares only their
        contracts. `contract-gate.yaml` has the repository's settings and waivers.
        docs/contract-gate.md has the rules.
        """
    )

    base = StrOption(
        default="origin/main",
        help="The branch, tag or commit into which you will merge yours.",
    )
    explain = StrOption(
        default=None,
        help="Explain the rule of this id, and compare nothing.",
    )
    today = StrOption(
        default="",
        advanced=True,
        help="The day of the comparison, such as `2026-11-01`; today if it is empty.",
    )


class ContractGate(Goal):
    subsystem_cls = ContractGateSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@dataclass(frozen=True)
class Selection:
    """Contracts by their product's folders, and by their files."""

    folders: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class GateRequest:
    """``only`` is None for all contracts."""

    branch: Branch
    ref: str
    today: str
    only: Optional[Selection]


@dataclass(frozen=True)
class GateReport:
    process: FallibleProcessResult


def selection_of(targets: Iterable[Target]) -> Selection:
    """A product stands for all its contracts, those that are gone too."""
    targets = tuple(targets)
    folders = {t.address.spec_path for t in targets if is_product(t)}
    contracts = (t for t in targets if t.has_field(DataContractSourceField))
    files = {t[DataContractSourceField].file_path for t in contracts}
    return Selection(tuple(sorted(folders)), tuple(sorted(files)))


def contract_files(side: Side) -> tuple[str, ...]:
    """Globs for the live contracts of a side, and all that are published."""
    own = (path for ports in side.products.values() for path in ports.own)
    return (*map(escape, sorted({*own, *side.external})), _PUBLISHED)


@rule
async def compare_contracts(request: GateRequest, inseam: Inseam) -> GateReport:
    branch = request.branch
    concerned = await Get(ConcernedProducts, ConcernedProductsRequest(branch))
    besides = (f"{escape(f)}/{glob}" for f in sorted(concerned.here.products) for glob in _BESIDE)
    here, then, beside = await MultiGet(
        Get(Digest, PathGlobs(contract_files(concerned.here))),
        Get(Digest, BaseGlobs(branch.tree, contract_files(concerned.base))),
        Get(Digest, PathGlobs([*besides, CONFIGURATION])),
    )
    facts: tuple[Digest, ...] = ()
    # Who reads a contract is of interest where one has changed.
    if here != then:
        known = await Get(ConcernedFacts, ConcernedFactsRequest(branch, concerned))
        failed = [p.process for p in (*known.here, *known.base) if p.process.exit_code != 0]
        if failed:
            return GateReport(failed[0])
        compared = await Get(ComparedFacts, ComparedFactsRequest(known.here, known.base, "_facts"))
        facts = (compared.digest,)
    only = request.only
    content = {
        "version": 1,
        "before": f"{request.ref} ({branch.commit[:_LETTERS_OF_A_COMMIT]})",
        "today": request.today,
        "changed": sorted(change.here for change in branch.changes if change.here),
        "only": only and {"folders": list(only.folders), "files": list(only.files)},
    }
    given = await MultiGet(
        Get(Digest, CreateDigest, request_file(content)),
        Get(Digest, AddPrefix(then, "_base")),
        Get(Digest, AddPrefix(here, "_head")),
        Get(Digest, AddPrefix(beside, "_head")),
    )
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.gate.repository",
            argv=(REQUEST,),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests((*given, *facts))),
            description="Compare contracts",
        ),
    )
    return GateReport(process)


@dataclass(frozen=True)
class ExplainRequest:
    rule: str


@rule
async def explain_rule(request: ExplainRequest, inseam: Inseam) -> GateReport:
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.gate",
            argv=("--explain", request.rule),
            resolve=inseam.tool_resolve,
            description=f"Explain {request.rule}",
        ),
    )
    return GateReport(process)


@goal_rule
async def pass_contract_gate(
    subsystem: ContractGateSubsystem,
    specs: Specs,
    console: Console,
) -> ContractGate:
    if subsystem.explain:
        explained = await Get(GateReport, ExplainRequest(subsystem.explain))
        return _say(explained.process, console)
    branch, today = await MultiGet(
        Get(Branch, BaseRequest(subsystem.base, "--contract-gate-base")),
        Get(Today, TodayRequest(subsystem.today)),
    )
    if branch.problem:
        console.print_stderr(branch.problem)
        return ContractGate(exit_code=2)
    only = None
    # What has changed is not asked of --changed-since: that cannot see what is gone.
    if specs and specs.includes.description_of_origin != _CHANGED:
        only = selection_of(await Get(FilteredTargets, Specs, specs))
    report = await Get(GateReport, GateRequest(branch, subsystem.base, today.day, only))
    shown = await Get(ShownReport, ShowReportRequest(report.process))
    return _say(shown.process, console)


def _say(process: FallibleProcessResult, console: Console) -> ContractGate:
    if process.stdout:
        console.print_stdout(process.stdout.decode().rstrip())
    if process.stderr:
        console.print_stderr(process.stderr.decode().rstrip())
    return ContractGate(exit_code=process.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
