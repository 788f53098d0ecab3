"""`affected`: what a branch affects, and why."""

from __future__ import annotations

import os.path
from glob import escape

from pants.engine.console import Console
from pants.engine.goal import GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, goal_rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import BoolOption, StrListOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.contract_index import GATE_SETTINGS
from pants_inseam.engine import (
    REQUEST,
    add_prefix,
    contents_of,
    files_of,
    merge,
    read,
    request_file,
    subset,
)
from pants_inseam.facts.concerned_products import ConcernedProducts
from pants_inseam.facts.of_change import ConcernedFacts, compared_facts
from pants_inseam.facts.of_product import failed_parts
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.goals.library_goal import LibraryGoal, product_folders, say_answer
from pants_inseam.library import LIBRARY_ROOT, EntryModule, EntrySources, Inseam, ReadyTools, run
from pants_inseam.target_types import DbtProjectToolsField
from pants_inseam.today import Today, TodayRequest

_OUT = "affected"
_LIBRARY = f"{LIBRARY_ROOT}/inseam/"


class AffectedSubsystem(GoalSubsystem):
    name = "affected"
    help = softwrap("""
        Show which products, contracts and goals a branch affects, and why: from each changed file
        to what has to run, with file and line of every step.

        Compares with the commit where the branch began, deleted and renamed products included; what
        is not committed counts. With targets, or `--affected-product`, it explains only these
        products.""")

    base = StrOption(
        default="origin/main", help="The branch, tag or commit into which you will merge yours."
    )
    product = StrListOption(
        help=softwrap("""
            Products to explain, by the names of their folders; deleted ones too. A product that
            exists neither here nor at the base is an error.""")
    )
    specs = BoolOption(
        default=False,
        help=softwrap("""
            Show only the arguments that make Pants select all that the branch affects, on one line
            or as JSON (`--inseam-format=json`). They are `::` where dependencies do not say what a
            change affects (settings, locks, the plugin, CI, published contracts, anything deleted).
            No product is read."""),
    )


class Affected(LibraryGoal):
    subsystem_cls = AffectedSubsystem


def module_of(address: str) -> str | None:
    """`//platform/inseam/facts/dbt.py` -> `inseam.facts.dbt`; None for what is not a module."""
    path = address[len("//") :]
    if not path.startswith(_LIBRARY) or path.endswith("__init__.py"):
        return None
    name = path[len(f"{LIBRARY_ROOT}/") : -len(".py")].replace("/", ".")
    package, _, last = name.rpartition(".")
    return package if last == "__main__" and package.count(".") == 1 else name


def _in_repository(path: str) -> str:
    """Of a source as it lies in a process."""
    return f"{LIBRARY_ROOT}/{path.partition('/')[2]}"


async def _changed_tools(changed: frozenset[str]) -> dict[str, list[str]]:
    """Of each module that is started for products, its files that have changed."""
    if not any(path.startswith(_LIBRARY) for path in changed):
        return {}
    modules = sorted(filter(None, map(module_of, DbtProjectToolsField.default or ())))
    sources = await MultiGet(Get(EntrySources, EntryModule(module)) for module in modules)
    found = await MultiGet(files_of(of_module.digest) for of_module in sources)
    return {
        module: [path for path in map(_in_repository, of_module.files) if path in changed]
        for module, of_module in zip(modules, found)
    }


def _changes(branch: Branch) -> list[dict[str, str | None]]:
    return [{"base": change.base, "head": change.here} for change in branch.changes]


async def affected_by(branch: Branch, form: str, asked: list[str]) -> FallibleProcessResult:
    """The process that writes what is affected, or one that failed before it."""
    texts = {path for path in branch.paths if path.endswith((".sql", ".yaml", ".yml"))}
    compared = [escape(path) for path in sorted(texts | {GATE_SETTINGS})]
    _, today, concerned, texts_here, texts_at_base = await MultiGet(
        Get(ReadyTools),
        Get(Today, TodayRequest("")),
        Get(ConcernedProducts, Branch, branch),
        read(compared),
        subset(branch.tree.was, compared),
    )
    tools = await _changed_tools(frozenset(c.here for c in branch.changes if c.here))
    found = await Get(ConcernedFacts, Branch, branch)
    if failed := failed_parts((*found.here, *found.base)):
        return failed[0]
    content = {
        "version": 1,
        "base": branch.commit,
        "changes": _changes(branch),
        "folders": {
            "base": sorted(concerned.base.products),
            "head": sorted(concerned.here.products),
        },
        "tools": tools,
        "asked": asked,
        "today": today.day,
    }
    given = await MultiGet(
        request_file(content),
        add_prefix(texts_here, "_files/head"),
        add_prefix(texts_at_base, "_files/base"),
    )
    facts = await compared_facts(found.here, found.base, "_given")
    return await run(
        module="inseam.affected",
        argv=(form, REQUEST, _OUT),
        digest=await merge((*given, facts)),
        output_files=(_OUT,),
        description="Find what is affected",
    )


@goal_rule
async def say_affected(
    subsystem: AffectedSubsystem, targets: FilteredTargets, inseam: Inseam, console: Console
) -> Affected:
    branch = await Get(Branch, BaseRequest(subsystem.base, "--affected-base"))
    if branch.problem:
        console.print_stderr(branch.problem)
        return Affected(exit_code=2)
    if subsystem.specs:
        content = {"version": 1, "base": branch.commit, "changes": _changes(branch)}
        specs = await run(
            module="inseam.affected.specs",
            argv=(inseam.format.value, REQUEST, _OUT),
            digest=await request_file(content),
            output_files=(_OUT,),
            description="Find what selects all that is affected",
        )
        if specs.stderr:
            console.print_stderr(specs.stderr.decode().rstrip())
        for file in await contents_of(specs.output_digest):
            console.print_stdout(file.content.decode().rstrip())
        return Affected(exit_code=specs.exit_code)
    asked = {*map(os.path.basename, product_folders(targets)), *subsystem.product}
    process = await affected_by(branch, inseam.format.value, sorted(asked))
    return Affected(exit_code=await say_answer(process, console))
