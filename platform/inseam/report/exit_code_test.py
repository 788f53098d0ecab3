from __future__ import annotations

import pytest

from inseam.report.exit_code import ExitCode, exit_code
from inseam.report.finding import Finding, Severity


def _finding(severity: Severity) -> Finding:
    return Finding(rule="r", severity=severity, file="f", message="m", fix="f")


def test_a_process_ends_with_these_codes() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "CLEAN": 0,
        "FINDINGS": 1,
        "BAD_INPUT": 2,
        "FAULT": 3,
    }


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ([], ExitCode.CLEAN),
        ([Severity.WARNING, Severity.INFO], ExitCode.CLEAN),
        ([Severity.INFO, Severity.ERROR, Severity.WARNING], ExitCode.FINDINGS),
    ],
)
def test_only_an_error_makes_it_fail(severities: list[Severity], expected: ExitCode) -> None:
    assert exit_code(_finding(severity) for severity in severities) is expected
