"""Reports as workflow commands of GitHub Actions: annotations on the lines of a pull request.

The form: GitHub's documentation, "Workflow commands for GitHub Actions", Setting an error message.
"""

from __future__ import annotations

from inseam.report.finding import Finding, Severity
from inseam.report.report import Report
from inseam.report.text import render_text

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = {**_DATA, ord(":"): "%3A", ord(","): "%2C"}


# GitHub shows so many of each level for a step, and says nothing of the rest.
ANNOTATIONS = 10


def to_github(said: Report) -> str:
    """A line a finding, then the summary as plain lines of the log.

    What would be more annotations than GitHub shows is counted, and is in the log as text. On
    changed files they come first: GitHub shows no others beside the code of a pull request.
    """
    changed = frozenset(said.changed_files)
    findings = sorted(said.findings, key=lambda finding: finding.file not in changed)
    lines: list[str] = []
    rest: list[Finding] = []
    for severity in Severity:
        found = [finding for finding in findings if finding.severity is severity]
        lines += map(_command, found[:ANNOTATIONS])
        rest += found[ANNOTATIONS:]
    plain = list(said.summary)
    if rest:
        plain += [f"not shown as annotations: {len(rest)} more", *render_text(rest).splitlines()]
    # Text that begins like a command must not become one.
    return "\n".join([*lines, *(line.replace("::", ": :") for line in plain)])


def _command(finding: Finding) -> str:
    properties = {"file": finding.file, "line": finding.line, "title": finding.rule}
    given = ",".join(
        f"{name}={str(value).translate(_PROPERTY)}"
        for name, value in properties.items()
        if value is not None
    )
    places = (f"{place.role}: {place.file}:{place.line or 1}" for place in finding.related)
    text = "\n".join(
        [finding.message, *places, *finding.details, *finding.readers, f"fix: {finding.fix}"]
    )
    return f"::{_COMMANDS[finding.severity]} {given}::{text.translate(_DATA)}"
