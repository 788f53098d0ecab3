"""`policies`: governance rules in SQL over the facts of all products.

One process asks all of them over all products, as of a day; policy_lint.py says by target what it
finds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Optional

from pants.engine.console import Console
from pants.engine.fs import (
    CreateDigest,
    Digest,
    DigestContents,
    FileContent,
    MergeDigests,
    PathGlobs,
    Workspace,
)
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, Rule, collect_rules, goal_rule, rule
from pants.engine.target import AllTargets, FilteredTargets
from pants.option.option_types import BoolOption, SkipOption, StrOption
from pants.util.logging import LogLevel
from pants.util.strutil import softwrap

from pants_inseam.facts import AllFacts
from pants_inseam.library import Inseam, LibraryProcess, ReportFormat
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.target_types import DataContractSourceField, is_product
from pants_inseam.today import Today, TodayRequest

FOLDER = "platform/policies"
_GLOBS = (f"{FOLDER}/*/*.sql", f"{FOLDER}/policies.yaml", f"{FOLDER}/baselines/*.txt")
_OUT = "_policies"
# A query is stopped between two of its calls only; one long call stops with the process.
SECONDS = 300


class PoliciesSubsystem(GoalSubsystem):
    name = "policies"
    help = softwrap(
        """
        Show which governance policies in `platform/policies` are broken, by whom, and where.

        It evaluates all policies over all products. With targets, it shows only the findings in
        their files. docs/policies.md has the policies.
        """
    )

    skip = SkipOption("lint")
    all = BoolOption(
        default=False,
        help="List all policies and all products, not only those that break something.",
    )
    explain = StrOption(default=None, help="Explain this policy: why it exists, and what to do.")
    baseline = StrOption(
        default=None,
        help=softwrap(
            """
            Write down what breaks this policy now (`platform/policies/baselines/<policy>.txt`):
            from then on, only what is new blocks.
            """
        ),
    )
    today = StrOption(
        default="",
        help="The day of the evaluation, such as `2026-12-31`, instead of today in UTC.",
    )


class Policies(Goal):
    subsystem_cls = PoliciesSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@dataclass(frozen=True)
class PolicyFiles:
    digest: Digest


@rule
async def find_policy_files() -> PolicyFiles:
    return PolicyFiles(await Get(Digest, PathGlobs(_GLOBS)))


@dataclass(frozen=True)
class PoliciesReport:
    """What all policies say of all products. Its output has how each stands, and baselines."""

    process: FallibleProcessResult


@dataclass(frozen=True)
class PoliciesRequest:
    """All policies over all products: there is no other evaluation."""


@rule(desc="Ask policies", level=LogLevel.DEBUG)
async def ask_policies(
    _: PoliciesRequest,
    subsystem: PoliciesSubsystem,
    facts: AllFacts,
    files: PolicyFiles,
    inseam: Inseam,
) -> PoliciesReport:
    today = await Get(Today, TodayRequest(subsystem.today))
    failed = [part.process for part in facts.parts if part.process.exit_code != 0]
    if failed:
        return PoliciesReport(failed[0])
    digest = await Get(Digest, MergeDigests((files.digest, *(part.digest for part in facts.parts))))
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.policies",
            argv=(today.day, "_facts", _OUT),
            resolve=inseam.tool_resolve,
            input_digest=digest,
            output_directories=(_OUT,),
            description="Ask policies",
            timeout_seconds=SECONDS,
        ),
    )
    return PoliciesReport(process)


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
    return Owners(
        frozenset(t.address.spec_path for t in all_targets if is_product(t)),
        frozenset(
            t[DataContractSourceField].file_path
            for t in all_targets
            if t.has_field(DataContractSourceField)
        ),
    )


def is_report(process: FallibleProcessResult) -> bool:
    """Whether the process has said what it found, and not why it could not."""
    return process.exit_code in (0, 1) and process.stdout != b""


def findings_of(process: FallibleProcessResult) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(process.stdout)["findings"]
    return found


def with_findings(
    process: FallibleProcessResult, findings: list[dict[str, Any]]
) -> FallibleProcessResult:
    """The process as if it had found no more than these."""
    stdout = b""
    if findings:
        document = {**json.loads(process.stdout), "findings": findings, "summary": []}
        stdout = json.dumps(document).encode()
    failed = any(finding["severity"] == "error" for finding in findings)
    return replace(process, stdout=stdout, exit_code=1 if failed else 0)


@dataclass(frozen=True)
class ExplainRequest:
    policy: str


@dataclass(frozen=True)
class Explained:
    process: FallibleProcessResult


@rule
async def explain_policy(request: ExplainRequest, files: PolicyFiles, inseam: Inseam) -> Explained:
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.policies.explain",
            argv=(request.policy,),
            resolve=inseam.tool_resolve,
            input_digest=files.digest,
            description=f"Explain {request.policy}",
        ),
    )
    return Explained(process)


@goal_rule
async def list_policies(
    subsystem: PoliciesSubsystem,
    targets: FilteredTargets,
    owners: Owners,
    inseam: Inseam,
    console: Console,
    workspace: Workspace,
) -> Policies:
    if subsystem.explain:
        explained = await Get(Explained, ExplainRequest(subsystem.explain))
        shown = await Get(ShownReport, ShowReportRequest(explained.process))
        return _said(shown.process, console)
    report = await Get(PoliciesReport, PoliciesRequest())
    process = report.process
    if not is_report(process):
        return _said((await Get(ShownReport, ShowReportRequest(process))).process, console)
    written = {
        file.path[len(_OUT) + 1 :]: file.content
        for file in await Get(DigestContents, Digest, process.output_digest)
    }
    if subsystem.baseline:
        path = f"baselines/{subsystem.baseline}.txt"
        if path not in written:
            console.print_stderr(f"Nothing breaks a policy `{subsystem.baseline}`.")
            return Policies(exit_code=1)
        content = FileContent(f"{FOLDER}/{path}", written[path])
        workspace.write_digest(await Get(Digest, CreateDigest([content])))
        console.print_stderr(f"Wrote {content.path}")
        return Policies(exit_code=0)
    found = [f for f in findings_of(process) if targets or f["severity"] != "info"]
    if targets:
        asked = {t.address.spec_path for t in targets if is_product(t)}.union(
            t[DataContractSourceField].file_path
            for t in targets
            if t.has_field(DataContractSourceField)
        )
        found = [f for f in found if owners.of(f["file"]) in asked]
    process = with_findings(process, found)
    shown = await Get(ShownReport, ShowReportRequest(process))
    if inseam.format is ReportFormat.TEXT:
        table = "standing.txt" if subsystem.all else "open.txt"
        console.print_stdout(written[table].decode().rstrip())
        if process.stdout:
            console.print_stdout("")
    # Last, where they are seen.
    return _said(shown.process, console)


def _said(process: FallibleProcessResult, console: Console) -> Policies:
    if process.stdout:
        console.print_stdout(process.stdout.decode().rstrip() + "\n")
    if process.stderr:
        console.print_stderr(process.stderr.decode().rstrip())
    return Policies(exit_code=process.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
