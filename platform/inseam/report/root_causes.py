"""One root cause, one finding: a fault that several checks meet is shown by one of them."""

from __future__ import annotations

from dataclasses import replace

from inseam.report.report import Report


def shown_beside_others(said: Report, check: str) -> Report:
    """The report of ``check`` where the other checks run too, as all of `lint` does.

    Findings that another check reports give way to a line that names the file and that check, so
    a check that could not run still says so, and still fails.
    """
    elsewhere = [f for f in said.findings if f.reported_by not in ("", check)]
    if not elsewhere:
        return said
    places = sorted({(f.file, f.line or 0, f.reported_by) for f in elsewhere})
    lines = (
        f"{check} waits for {file}{f':{line}' if line else ''}, where {other} reports an error."
        for file, line, other in places
    )
    kept = tuple(finding for finding in said.findings if finding not in elsewhere)
    return replace(said, findings=kept, summary=(*said.summary, *lines))
