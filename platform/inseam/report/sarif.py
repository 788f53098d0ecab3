"""Reports as SARIF 2.1.0, which code scanning services read.

The form: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from inseam.report.finding import Finding, Severity
from inseam.report.report import Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def to_sarif(said: Report) -> str:
    rules = sorted({finding.rule for finding in said.findings})
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "inseam", "rules": [{"id": rule} for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules) for finding in said.findings],
    }
    if said.summary:
        notes = [{"level": "note", "message": {"text": line}} for line in said.summary]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    lines = [finding.message, *finding.details, *finding.readers, f"fix: {finding.fix}"]
    text = "\n".join(lines)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.file, finding.line)],
    }
    if finding.related:
        result["relatedLocations"] = [
            {**_location(place.file, place.line), "message": {"text": place.role}}
            for place in finding.related
        ]
    if finding.fingerprint:
        result["partialFingerprints"] = {"inseam/v1": finding.fingerprint}
    return result


def _location(file: str, line: int | None) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(file)}}
    if line is not None:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}
