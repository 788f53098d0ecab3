"""How grave a repository has decided that a rule's findings are, in some of its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from inseam.report.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class SeverityOfRule:
    """``path`` is of the file that a finding is in, and may have `*`."""

    rule: str
    path: str
    severity: Severity


def with_severity(finding: Finding, entries: Iterable[SeverityOfRule]) -> Finding:
    """By the last entry that is about it."""
    for entry in entries:
        if entry.rule == finding.rule and fnmatchcase(finding.file, entry.path):
            finding = replace(finding, severity=entry.severity)
    return finding
