"""Showing what a process of the library reports, in the format that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from pants.core.goals.lint import AbstractLintRequest, LintResult
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, rule

from pants_inseam.engine import make_file
from pants_inseam.library import Inseam, run

_REPORT = "report.json"
# A fault of the library's own has a traceback instead of a report.
_REPORTING_EXIT_CODES = (0, 1, 2)


@dataclass(frozen=True)
class ShowReportRequest:
    """``check`` is the process's name where other checks run beside it, as in `lint`."""

    process: FallibleProcessResult
    check: str = ""


@dataclass(frozen=True)
class Report(FallibleProcessResult):
    """A process of the library, for its reader.

    Of a type of its own: with one more rule that yields what any process does, Pants takes longer
    to start.
    """

    @classmethod
    def of(cls, process: FallibleProcessResult) -> Report:
        return cls(**{field.name: getattr(process, field.name) for field in fields(process)})


if TYPE_CHECKING:
    ReportGet = Get[Report]
else:
    ReportGet = Get


def show(process: FallibleProcessResult, check: str = "") -> ReportGet:
    """The process, with a standard output for its reader. The exit code is as it was."""
    return Get(Report, ShowReportRequest(process, check))


@rule
async def show_report(request: ShowReportRequest, inseam: Inseam) -> Report:
    process = Report.of(request.process)
    if not process.stdout or process.exit_code not in _REPORTING_EXIT_CODES:
        return process
    shown = await run(
        module="inseam.report",
        argv=(inseam.format_of_findings, _REPORT, *filter(None, [request.check])),
        digest=await make_file(_REPORT, process.stdout),
        description="Show a report",
    )
    if shown.exit_code != 0:
        return process
    return replace(process, stdout=shown.stdout, stdout_digest=shown.stdout_digest)


def lint_result(
    request: AbstractLintRequest.Batch[Any, Any], shown: FallibleProcessResult
) -> LintResult:
    """Of a part of what is linted. One with nothing to say is not shown: there are many."""
    if shown.exit_code == 0 and not shown.stdout:
        return LintResult(0, "", "", request.tool_name, _render_message=False)
    return LintResult.create(request, shown)
