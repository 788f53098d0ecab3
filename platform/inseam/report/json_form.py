"""Findings for machines, and their way back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from inseam.report.finding import Finding, Severity, in_order

VERSION = 1


def to_json(findings: Iterable[Finding]) -> str:
    """``{"version": 1, "findings": [...]}`` with sorted keys and findings, ending in a newline."""
    document = {"version": VERSION, "findings": [as_dict(f) for f in in_order(findings)]}
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def as_dict(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": finding.file,
        "line": finding.line,
        "message": finding.message,
        "fix": finding.fix,
        "details": list(finding.details),
    }


def from_dict(row: dict[str, Any]) -> Finding:
    return Finding(
        rule=row["rule"],
        severity=Severity(row["severity"]),
        file=row["file"],
        line=row["line"],
        message=row["message"],
        fix=row["fix"],
        details=tuple(row["details"]),
    )
