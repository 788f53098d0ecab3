"""Reports for people."""

from __future__ import annotations

from collections.abc import Iterable

from inseam.report.finding import Finding, in_order
from inseam.report.report import Report


def to_text(said: Report) -> str:
    """The findings, a blank line, the summary; whichever there are."""
    return "\n\n".join(filter(None, (render_text(said.findings), "\n".join(said.summary))))


def render_text(findings: Iterable[Finding]) -> str:
    """``file:line: severity[rule] message``, other places, details, what to do; "" for none.

    Every line but a finding's first is indented, so that only findings start at the margin.
    """
    return "\n".join(_render(finding) for finding in in_order(findings))


def _render(finding: Finding) -> str:
    where = _place(finding.file, finding.line)
    first, *rest = finding.message.splitlines() or [""]
    places = (f"{place.role}: {_place(place.file, place.line)}" for place in finding.related)
    for detail in (*places, *finding.details, *finding.readers, f"fix: {finding.fix}"):
        rest += detail.splitlines()
    head = f"{where}: {finding.severity}[{finding.rule}] {first}"
    return "\n".join([head, *(f"    {line}".rstrip() for line in rest)])


def _place(file: str, line: int | None) -> str:
    return file if line is None else f"{file}:{line}"
