"""`policies`: governance rules in SQL over the facts of all products.

One process asks all of them over all products, as of a day; policy_lint.py says by target what it
finds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Optional

from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, goal_rule, rule
from pants.engine.target import AllTargets, FilteredTargets
from pants.option.option_types import BoolOption, SkipOption, StrOption
from pants.util.logging import LogLevel
from pants.util.strutil import softwrap

from pants_inseam.contract_index import contract_files
from pants_inseam.engine import contents_of, make_file, merge, read
from pants_inseam.facts.of_product import failed_parts
from pants_inseam.facts.shared import AllFacts
from pants_inseam.goals.library_goal import LibraryGoal, product_folders, say
from pants_inseam.library import Inseam, ReportFormat, run
from pants_inseam.reports import Report
from pants_inseam.today import Today, TodayRequest

FOLDER = "platform/policies"
POLICY_GLOBS = (f"{FOLDER}/*/*.sql", f"{FOLDER}/policies.yaml", f"{FOLDER}/baselines/*.txt")
_OUT = "_policies"
# A query is stopped between two of its calls only; one long call stops with the process.
SECONDS = 300


class PoliciesSubsystem(GoalSubsystem):
    name = "policies"
    help = softwrap("""
        Show which governance policies in `platform/policies` are broken, by whom, and where.

        It evaluates all policies over all products. With targets, it shows only the findings in
        their files. docs/policies.md has the policies.""")

    skip = SkipOption("lint")
    all = BoolOption(
        default=False,
        help="List all policies and all products, not only those that break something.",
    )
    baseline = StrOption(
        default=None,
        help=softwrap("""
            Write down what breaks this policy now (`platform/policies/baselines/<policy>.txt`):
            from then on, only what is new blocks."""),
    )
    today = StrOption(
        default="", help="The day of the evaluation, such as `2026-12-31`, instead of today in UTC."
    )


class Policies(LibraryGoal):
    subsystem_cls = PoliciesSubsystem


@dataclass(frozen=True)
class PoliciesRequest:
    """All policies over all products: there is no other evaluation.

    The output of the process has how each stands, and baselines.
    """


@rule(desc="Ask policies", level=LogLevel.DEBUG)
async def ask_policies(_: PoliciesRequest, subsystem: PoliciesSubsystem, facts: AllFacts) -> Report:
    today = await Get(Today, TodayRequest(subsystem.today))
    if failed := failed_parts(facts.parts):
        return Report.of(failed[0])
    process = await run(
        module="inseam.policies",
        argv=(today.day, "_facts", _OUT),
        digest=await merge((await read(POLICY_GLOBS), *(part.digest for part in facts.parts))),
        output_directories=(_OUT,),
        description="Ask policies",
        timeout_seconds=SECONDS,
    )
    return Report.of(process)


@dataclass(frozen=True)
class Owners:
    """Folders of products, and files of contracts."""

    folders: frozenset[str]
    contracts: frozenset[str]

    def of(self, file: str) -> Optional[str]:
        """The contract or the product's folder that a file belongs to; None for neither."""
        if file in self.contracts:
            return file
        parts = file.split("/")
        folders = ("/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
        return next((folder for folder in folders if folder in self.folders), None)


@rule
async def find_owners(all_targets: AllTargets) -> Owners:
    folders, contracts = product_folders(all_targets), contract_files(all_targets)
    return Owners(frozenset(folders), frozenset(contracts))


def is_report(process: FallibleProcessResult) -> bool:
    """Whether the process has said what it found, and not why it could not."""
    return process.exit_code in (0, 1) and process.stdout != b""


def findings_of(process: FallibleProcessResult) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(process.stdout)["findings"]
    return found


def with_findings(
    process: Report, findings: list[dict[str, Any]], *, for_programs: bool = False
) -> Report:
    """The process as if it had found no more than these. A program is told of none as well."""
    stdout = b""
    if findings or for_programs:
        document = {**json.loads(process.stdout), "findings": findings, "summary": []}
        stdout = json.dumps(document).encode()
    failed = any(finding["severity"] == "error" for finding in findings)
    return replace(process, stdout=stdout, exit_code=1 if failed else 0)


@goal_rule
async def list_policies(
    subsystem: PoliciesSubsystem,
    targets: FilteredTargets,
    owners: Owners,
    inseam: Inseam,
    console: Console,
    workspace: Workspace,
) -> Policies:
    process = await Get(Report, PoliciesRequest())
    if not is_report(process):
        return Policies(exit_code=await say(process, console, "\n"))
    written = {
        file.path[len(_OUT) + 1 :]: file.content
        for file in await contents_of(process.output_digest)
    }
    if subsystem.baseline:
        path = f"baselines/{subsystem.baseline}.txt"
        if path not in written:
            console.print_stderr(f"Nothing breaks a policy `{subsystem.baseline}`.")
            return Policies(exit_code=1)
        workspace.write_digest(await make_file(f"{FOLDER}/{path}", written[path]))
        console.print_stderr(f"Wrote {FOLDER}/{path}")
        return Policies(exit_code=0)
    found = [f for f in findings_of(process) if targets or f["severity"] != "info"]
    if targets:
        asked = {*product_folders(targets), *contract_files(targets)}
        found = [f for f in found if owners.of(f["file"]) in asked]
    is_text = inseam.format is ReportFormat.TEXT
    process = with_findings(process, found, for_programs=not is_text)
    if is_text:
        table = "standing.txt" if subsystem.all else "open.txt"
        console.print_stdout(written[table].decode().rstrip())
        if process.stdout:
            console.print_stdout("")
    # Last, where they are seen.
    return Policies(exit_code=await say(process, console, "\n"))
