"""Reports as workflow commands of GitHub Actions: annotations on the lines of a pull request.

The form: GitHub's documentation, "Workflow commands for GitHub Actions", Setting an error message.
"""

from __future__ import annotations

from inseam.report.finding import Finding, Severity
from inseam.report.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = {**_DATA, ord(":"): "%3A", ord(","): "%2C"}


def to_github(said: Report) -> str:
    """A line a finding, then the summary as plain lines of the log."""
    # A summary that begins like a command must not become one.
    summary = (line.replace("::", ": :") for line in said.summary)
    return "\n".join([*(_command(finding) for finding in said.findings), *summary])


def _command(finding: Finding) -> str:
    properties = {"file": finding.file, "line": finding.line, "title": finding.rule}
    given = ",".join(
        f"{name}={str(value).translate(_PROPERTY)}"
        for name, value in properties.items()
        if value is not None
    )
    places = (f"{place.role}: {place.file}:{place.line or 1}" for place in finding.related)
    text = "\n".join([finding.message, *places, *finding.details, f"fix: {finding.fix}"])
    return f"::{_COMMANDS[finding.severity]} {given}::{text.translate(_DATA)}"
