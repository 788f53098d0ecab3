"""Reports for machines; `inseam.report.read` reads them."""

from __future__ import annotations

import json
from typing import Any

from inseam.report.finding import Finding
from inseam.report.report import Report

VERSION = 1


def to_json(said: Report) -> str:
    """``{"version": 1, "findings": [...], "summary": [...]}`` with sorted keys.

    `report.schema.json` says what is in it.
    """
    document: dict[str, Any] = {
        "version": VERSION,
        "findings": [as_dict(finding) for finding in said.findings],
        "summary": list(said.summary),
    }
    if said.changed_files:
        document["changed_files"] = list(said.changed_files)
    if said.results:
        document["results"] = dict(said.results)
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)


def as_dict(finding: Finding) -> dict[str, Any]:
    """What is optional in `Finding` only where there is any."""
    more: dict[str, Any] = {}
    if finding.related:
        more["related"] = [
            {"role": place.role, "file": place.file, "line": place.line}
            for place in finding.related
        ]
    if finding.fingerprint:
        more["fingerprint"] = finding.fingerprint
    if finding.reported_by:
        more["reported_by"] = finding.reported_by
    if finding.readers:
        more["readers"] = list(finding.readers)
    if finding.follows:
        more["follows"] = True
    return more | {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": finding.file,
        "line": finding.line,
        "message": finding.message,
        "fix": finding.fix,
        "details": list(finding.details),
    }
