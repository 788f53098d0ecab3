"""What became of the contracts of a repository, as a report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from inseam.gate.compare import Verdict
from inseam.gate.grade import Grade
from inseam.gate.trees import Outcome
from inseam.gate.waivers import Exceptions, Scope, with_exceptions
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.report import Report, report


def report_of(
    outcome: Outcome,
    exceptions: Exceptions,
    today: date,
    changed_files: Iterable[str],
    known: Collection[str] | None = None,
) -> Report:
    """``known`` are the ids of all contracts that there are, if they are known.

    Raises `InputError` if a contract of the new tree could not be read, with all findings.
    """
    findings = findings_of(outcome, exceptions, today, known)
    if outcome.unreadable:
        raise InputError(findings)
    said = report(findings, *summary(outcome))
    return replace(said, changed_files=tuple(sorted(changed_files)))


def findings_of(
    outcome: Outcome, exceptions: Exceptions, today: date, known: Collection[str] | None = None
) -> list[Finding]:
    """With the exceptions, and what is unreadable."""
    scope = Scope(outcome.looked_at, outcome.touched, known)
    findings = with_exceptions(
        outcome.contract_findings, exceptions, scope, today, outcome.standing
    )
    # A version that stayed is one fault, towards the base and towards what is published. The latter
    # is what `lint` reports of it; where that is waived or counts for less, the former stands.
    reused = {
        finding.file
        for finding in findings
        if finding.rule == "version-reused" and finding.severity is Severity.ERROR
    }
    return [
        *(one for one in findings if one.rule != "version-not-bumped" or one.file not in reused),
        *outcome.unreadable,
    ]


def summary(outcome: Outcome) -> list[str]:
    """A line a contract that was changed, and how many were compared."""
    lines = [_summary_of(verdict) for verdict in outcome.verdicts if verdict.changes]
    number = outcome.compared
    counts = [f"{number} contract{'' if number == 1 else 's'} compared"]
    counts += [f"{outcome.added} new"] if outcome.added else []
    counts += [f"{outcome.gone} gone"] if outcome.gone else []
    return [*lines, ", ".join(counts)]


def _summary_of(verdict: Verdict) -> str:
    grades = [change.grade for change in verdict.causes]
    counts = ", ".join(f"{grades.count(one)} {one.value}" for one in reversed(Grade))
    if verdict.is_free:
        return f"{verdict.contract}: {counts}; nothing was promised yet"
    version = f"{verdict.old_version} -> {verdict.new_version}"
    needs = f", needs {verdict.needed}" if verdict.needed else ""
    return f"{verdict.contract}: {counts}; {version}{needs}"
