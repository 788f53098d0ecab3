"""Showing what a process of the library reports, in the format that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pants.core.goals.lint import AbstractLintRequest, LintResult
from pants.engine.fs import CreateDigest, Digest, FileContent
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, Rule, collect_rules, rule

from pants_inseam.library import Inseam, LibraryProcess

_REPORT = "report.json"
# A fault of the library's own has a traceback instead of a report.
_REPORTING_EXIT_CODES = (0, 1, 2)


@dataclass(frozen=True)
class ShowReportRequest:
    """``check`` is the process's name where other checks run beside it, as in `lint`."""

    process: FallibleProcessResult
    check: str = ""


@dataclass(frozen=True)
class ShownReport:
    """The process, with a standard output for its reader. The exit code is as it was."""

    process: FallibleProcessResult


@rule
async def show_report(request: ShowReportRequest, inseam: Inseam) -> ShownReport:
    process = request.process
    if not process.stdout or process.exit_code not in _REPORTING_EXIT_CODES:
        return ShownReport(process)
    report = await Get(Digest, CreateDigest([FileContent(_REPORT, process.stdout)]))
    shown = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.report",
            argv=(inseam.format_of_findings, _REPORT, *filter(None, [request.check])),
            resolve=inseam.tool_resolve,
            input_digest=report,
            description="Show a report",
        ),
    )
    if shown.exit_code != 0:
        return ShownReport(process)
    return ShownReport(replace(process, stdout=shown.stdout, stdout_digest=shown.stdout_digest))


def lint_result(request: AbstractLintRequest.Batch[Any, Any], report: ShownReport) -> LintResult:
    """Of a part of what is linted. One with nothing to say is not shown: there are many."""
    process = report.process
    if process.exit_code == 0 and not process.stdout:
        return LintResult(0, "", "", request.tool_name, _render_message=False)
    return LintResult.create(request, process)


def rules() -> Iterable[Rule]:
    return collect_rules()
