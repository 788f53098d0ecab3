"""The result of a test, as it is written to ``result.json`` and read when it is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass

from inseam import wire
from inseam.report.finding import Finding
from inseam.report.json_form import as_dict
from inseam.testing.located import Located

VERSION = 1


@dataclass(frozen=True, slots=True)
class TestResult:
    """``summary`` are lines for people: how much ran, not only whether it passed."""

    summary: tuple[str, ...]
    findings: tuple[Located, ...]


def to_json(result: TestResult) -> str:
    """Findings sorted, each with its ``element``; ends in a newline."""
    rows = sorted(set(result.findings), key=lambda row: (row.finding.sort_key, row.element or ""))
    document = {
        "version": VERSION,
        "summary": list(result.summary),
        "findings": [{**as_dict(row.finding), "element": row.element} for row in rows],
    }
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def from_json(text: str) -> TestResult:
    """Raises ValueError for anything that `to_json` did not write."""
    document = wire.document(text, "result", VERSION)
    return TestResult(
        summary=wire.typed(document["summary"], tuple[str, ...]),
        findings=tuple(
            Located(wire.typed(row, Finding), row["element"]) for row in document["findings"]
        ),
    )
