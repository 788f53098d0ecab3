"""What the exit code of a process says."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from inseam.report.finding import Finding, Severity


class ExitCode(IntEnum):
    CLEAN = 0  # warnings and infos included
    FINDINGS = 1  # at least one error
    BAD_INPUT = 2  # something could not be read
    FAULT = 3  # a fault of this program, not of its input


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    return ExitCode.FINDINGS if errors else ExitCode.CLEAN
