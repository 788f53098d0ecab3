"""Reports for machines, and their way back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from inseam.report.finding import Finding, Related, Severity
from inseam.report.report import Report, report

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
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)


def from_json(text: str) -> Report:
    """Raises ValueError or KeyError for anything that `to_json` did not write."""
    document = json.loads(text)
    if document["version"] != VERSION:
        raise ValueError(f"report version {document['version']}, expected {VERSION}")
    said = report((from_dict(row) for row in document["findings"]), *document["summary"])
    return replace(said, changed_files=tuple(document.get("changed_files", ())))


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


def from_dict(row: dict[str, Any]) -> Finding:
    return Finding(
        rule=row["rule"],
        severity=Severity(row["severity"]),
        file=row["file"],
        line=row["line"],
        message=row["message"],
        fix=row["fix"],
        details=tuple(row["details"]),
        related=tuple(
            Related(place["role"], place["file"], place["line"]) for place in row.get("related", ())
        ),
        fingerprint=row.get("fingerprint", ""),
        reported_by=row.get("reported_by", ""),
        readers=tuple(row.get("readers", ())),
        follows=row.get("follows", False),
    )
