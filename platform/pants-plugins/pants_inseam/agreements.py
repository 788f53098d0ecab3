"""`agreements`: who reads which port, and by whose leave."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.console import Console
from pants.engine.fs import (
    CreateDigest,
    Digest,
    DigestContents,
    MergeDigests,
)
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, goal_rule, rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import StrOption
from pants.util.strutil import softwrap

from pants_inseam.base_facts import BaseFacts, BaseFactsRequest
from pants_inseam.compared_facts import ComparedFacts, ComparedFactsRequest
from pants_inseam.facts import AllFacts
from pants_inseam.facts_processes import FactsPart
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.library import Inseam, LibraryProcess, ReportFormat
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.request_file import REQUEST, request_file
from pants_inseam.target_types import is_product
from pants_inseam.today import Today, TodayRequest

_OUT = "agreements"


class AgreementsSubsystem(GoalSubsystem):
    name = "agreements"
    help = softwrap(
        """
        Show who reads which port, and what each product reads, with the agreement of each reader:
        whether it is in force, from when to when, and with which roles.

        With targets, only their products and what they read. With a base, agreements that the
        branch ends sooner than the notice period in the port's contract are errors.
        """
    )

    today = StrOption(
        default="",
        advanced=True,
        help="The day of the agreements, such as `2026-11-01`; today if it is empty.",
    )
    base = StrOption(
        default=None,
        help="The branch, tag or commit into which you will merge yours.",
    )


class Agreements(Goal):
    subsystem_cls = AgreementsSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@dataclass(frozen=True)
class AgreementsRequest:
    """``base`` are the facts at the base, None without one; ``products`` are folders' names."""

    day: str
    products: tuple[str, ...]
    base: tuple[FactsPart, ...] | None


@dataclass(frozen=True)
class AgreementsReport:
    """``text`` is for the reader; empty if the process has a report instead."""

    process: FallibleProcessResult
    text: bytes


@rule
async def find_agreements(
    request: AgreementsRequest, here: AllFacts, inseam: Inseam
) -> AgreementsReport:
    base = request.base
    parts = (*here.parts, *(base or ()))
    failed = [part.process for part in parts if part.process.exit_code != 0]
    if failed:
        return AgreementsReport(failed[0], b"")
    content = {
        "version": 1,
        "date": request.day,
        "products": list(request.products),
        "has_base": base is not None,
    }
    # Annotations are for findings: in the same log, people read the table.
    form = ReportFormat.TEXT if inseam.format is ReportFormat.GITHUB else inseam.format
    asked, facts = await MultiGet(
        Get(Digest, CreateDigest, request_file(content)),
        Get(
            ComparedFacts,
            ComparedFactsRequest(here.parts, here.parts if base is None else base, "_given"),
        ),
    )
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.agreements",
            argv=(form.value, REQUEST, _OUT),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests((asked, facts.digest))),
            output_files=(_OUT,),
            description="Find agreements",
        ),
    )
    written = await Get(DigestContents, Digest, process.output_digest)
    return AgreementsReport(process, b"".join(file.content for file in written))


@goal_rule
async def say_agreements(
    subsystem: AgreementsSubsystem, targets: FilteredTargets, console: Console
) -> Agreements:
    today = await Get(Today, TodayRequest(subsystem.today))
    at_base = None
    if subsystem.base:
        base = await Get(Branch, BaseRequest(subsystem.base, "--agreements-base"))
        if base.problem:
            console.print_stderr(base.problem)
            return Agreements(exit_code=2)
        facts = await Get(BaseFacts, BaseFactsRequest(base))
        at_base = facts.parts
    products = {os.path.basename(t.address.spec_path) for t in targets if is_product(t)}
    asked = AgreementsRequest(today.day, tuple(sorted(products)), at_base)
    report = await Get(AgreementsReport, AgreementsRequest, asked)
    shown = await Get(ShownReport, ShowReportRequest(report.process))
    if report.text:
        console.print_stdout(report.text.decode().rstrip())
    for text in (shown.process.stdout, shown.process.stderr):
        if report.process.exit_code != 0 and text:
            console.print_stderr(text.decode().rstrip())
    return Agreements(exit_code=report.process.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
