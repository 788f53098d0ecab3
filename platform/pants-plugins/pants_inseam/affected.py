"""`affected`: what a branch affects, and why."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from glob import escape

from pants.engine.console import Console
from pants.engine.fs import (
    AddPrefix,
    CreateDigest,
    Digest,
    DigestContents,
    DigestSubset,
    MergeDigests,
    PathGlobs,
    Snapshot,
)
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, goal_rule, rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import BoolOption, StrListOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.compared_facts import ComparedFacts, ComparedFactsRequest
from pants_inseam.concerned_facts import ConcernedFacts, ConcernedFactsRequest
from pants_inseam.concerned_products import ConcernedProducts, ConcernedProductsRequest
from pants_inseam.contract_gate import CONFIGURATION
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.library import (
    LIBRARY_ROOT,
    EntryModule,
    EntrySources,
    Inseam,
    LibraryProcess,
    ReadyTools,
)
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.request_file import REQUEST, request_file
from pants_inseam.target_types import DbtProjectToolsField, is_product
from pants_inseam.today import Today, TodayRequest

_OUT = "affected"
_LIBRARY = f"{LIBRARY_ROOT}/inseam/"


class AffectedSubsystem(GoalSubsystem):
    name = "affected"
    help = softwrap(
        """
        Show which products, contracts and goals a branch affects, and why: from each changed file
        to what has to run, with file and line of every step.

        Compares with the commit where the branch began, deleted and renamed products included; what
        is not committed counts. With targets, or `--affected-product`, it explains only these
        products.
        """
    )

    base = StrOption(
        default="origin/main",
        help="The branch, tag or commit into which you will merge yours.",
    )
    product = StrListOption(
        help=softwrap(
            """
            Products to explain, by the names of their folders; deleted ones too. A product that
            exists neither here nor at the base is an error.
            """
        ),
    )
    specs = BoolOption(
        default=False,
        help=softwrap(
            """
            Show only the arguments that make Pants select all that the branch affects, on one line
            or as JSON (`--inseam-format=json`). They are `::` where dependencies do not say what a
            change affects (settings, locks, the plugin, CI, published contracts, anything deleted).
            No product is read.
            """
        ),
    )


class Affected(Goal):
    subsystem_cls = AffectedSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@dataclass(frozen=True)
class ToolFilesRequest:
    """The files of each module that is started for products, if one of ``changed`` is of them."""

    changed: tuple[str, ...]


@dataclass(frozen=True)
class ToolFiles:
    by_module: tuple[tuple[str, tuple[str, ...]], ...]


def module_of(address: str) -> str | None:
    """`//platform/inseam/facts/dbt.py` -> `inseam.facts.dbt`; None for what is not a module."""
    path = address[len("//") :]
    if not path.startswith(_LIBRARY) or path.endswith("__init__.py"):
        return None
    name = path[len(f"{LIBRARY_ROOT}/") : -len(".py")].replace("/", ".")
    package, _, last = name.rpartition(".")
    return package if last == "__main__" and package.count(".") == 1 else name


@rule
async def find_tool_files(request: ToolFilesRequest) -> ToolFiles:
    if not any(path.startswith(_LIBRARY) for path in request.changed):
        return ToolFiles(())
    modules = sorted(filter(None, map(module_of, DbtProjectToolsField.default or ())))
    sources = await MultiGet(Get(EntrySources, EntryModule(module)) for module in modules)
    files = await MultiGet(Get(Snapshot, Digest, of_module.digest) for of_module in sources)
    changed = set(request.changed)
    return ToolFiles(
        tuple(
            (module, tuple(path for path in map(_in_repository, found.files) if path in changed))
            for module, found in zip(modules, files)
        )
    )


def _in_repository(path: str) -> str:
    """Of a source as it lies in a process."""
    return f"{LIBRARY_ROOT}/{path.partition('/')[2]}"


@dataclass(frozen=True)
class AffectedRequest:
    branch: Branch
    asked: tuple[str, ...]


@dataclass(frozen=True)
class AffectedReport:
    """``text`` is for the reader; None if the process has a report instead."""

    process: FallibleProcessResult
    text: bytes


@dataclass(frozen=True)
class SpecsRequest:
    branch: Branch


@rule
async def find_specs(request: SpecsRequest, inseam: Inseam) -> AffectedReport:
    content = {"version": 1, "base": request.branch.commit, "changes": _changes(request.branch)}
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.affected.specs",
            argv=(inseam.format.value, REQUEST, _OUT),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, CreateDigest, request_file(content)),
            output_files=(_OUT,),
            description="Find what selects all that is affected",
        ),
    )
    written = await Get(DigestContents, Digest, process.output_digest)
    return AffectedReport(process, b"".join(file.content for file in written))


def _changes(branch: Branch) -> list[dict[str, str | None]]:
    return [{"base": change.base, "head": change.here} for change in branch.changes]


@rule
async def find_affected(request: AffectedRequest, inseam: Inseam) -> AffectedReport:
    branch = request.branch
    texts = {path for path in branch.paths if path.endswith((".sql", ".yaml", ".yml"))}
    compared = tuple(sorted(texts | {CONFIGURATION}))
    changed_here = tuple(change.here for change in branch.changes if change.here)
    _, today, concerned, tools, texts_here, texts_at_base = await MultiGet(
        Get(ReadyTools),
        Get(Today, TodayRequest("")),
        Get(ConcernedProducts, ConcernedProductsRequest(branch)),
        Get(ToolFiles, ToolFilesRequest(changed_here)),
        Get(Digest, PathGlobs(map(escape, compared))),
        Get(Digest, DigestSubset(branch.tree.was, PathGlobs(map(escape, compared)))),
    )
    found = await Get(ConcernedFacts, ConcernedFactsRequest(branch, concerned))
    failed = [p.process for p in (*found.here, *found.base) if p.process.exit_code != 0]
    if failed:
        return AffectedReport(failed[0], b"")
    content = {
        "version": 1,
        "base": branch.commit,
        "changes": _changes(branch),
        "folders": {
            "base": sorted(concerned.base.products),
            "head": sorted(concerned.here.products),
        },
        "tools": {module: list(files) for module, files in tools.by_module},
        "asked": list(request.asked),
        "today": today.day,
    }
    given = await MultiGet(
        Get(Digest, CreateDigest, request_file(content)),
        Get(Digest, AddPrefix(texts_here, "_files/head")),
        Get(Digest, AddPrefix(texts_at_base, "_files/base")),
    )
    facts = await Get(ComparedFacts, ComparedFactsRequest(found.here, found.base, "_given"))
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.affected",
            argv=(inseam.format.value, REQUEST, _OUT),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests((*given, facts.digest))),
            output_files=(_OUT,),
            description="Find what is affected",
        ),
    )
    written = await Get(DigestContents, Digest, process.output_digest)
    return AffectedReport(process, b"".join(file.content for file in written))


@goal_rule
async def say_affected(
    subsystem: AffectedSubsystem, targets: FilteredTargets, console: Console
) -> Affected:
    branch = await Get(Branch, BaseRequest(subsystem.base, "--affected-base"))
    if branch.problem:
        console.print_stderr(branch.problem)
        return Affected(exit_code=2)
    if subsystem.specs:
        specs = await Get(AffectedReport, SpecsRequest(branch))
        if specs.process.stderr:
            console.print_stderr(specs.process.stderr.decode().rstrip())
        if specs.text:
            console.print_stdout(specs.text.decode().rstrip())
        return Affected(exit_code=specs.process.exit_code)
    of_targets = {os.path.basename(t.address.spec_path) for t in targets if is_product(t)}
    asked = tuple(sorted(of_targets.union(subsystem.product)))
    report = await Get(AffectedReport, AffectedRequest(branch, asked))
    shown = await Get(ShownReport, ShowReportRequest(report.process))
    for text in (shown.process.stdout, shown.process.stderr):
        if report.process.exit_code != 0 and text:
            console.print_stderr(text.decode().rstrip())
    if report.text:
        console.print_stdout(report.text.decode().rstrip())
    return Affected(exit_code=report.process.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
