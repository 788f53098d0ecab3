"""The result of a test, as it is written to ``result.json`` and read when it is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inseam.report.json_form import as_dict, from_dict
from inseam.testing.located import Located
from inseam.testing.outcomes import ContractOutcome, InputTable, NodeOutcome, Origin

VERSION = 1


@dataclass(frozen=True, slots=True)
class TestResult:
    """``summary`` are lines for people: how much ran, not only whether it passed."""

    summary: tuple[str, ...]
    findings: tuple[Located, ...]


def summarise(
    product: str,
    nodes: Sequence[NodeOutcome],
    contracts: Sequence[ContractOutcome],
    inputs: Sequence[InputTable],
    not_run: int,
) -> tuple[str, ...]:
    """One line for dbt and one for each contract. ``not_run``: tests of what was not built."""
    kinds = Counter(node.resource_type for node in nodes)
    built = ", ".join(
        _count(kinds[kind], kind) for kind in ("seed", "snapshot", "model") if kinds[kind]
    )
    tests = ", ".join(
        _count(kinds[kind], name)
        for kind, name in (("test", "data test"), ("unit_test", "unit test"))
        if kinds[kind]
    )
    failed = sum(node.failed for node in nodes)
    skipped = sum(node.skipped for node in nodes)
    ran = "; ".join(filter(None, (built, tests))) or "none"
    line = (
        f"{product}: {_count(len(nodes), 'dbt node')} ({ran}) on {_input_tables(inputs)}:"
        f" {len(nodes) - failed - skipped} passed, {failed} failed, {skipped} skipped"
    )
    if not_run:
        line += f", {_count(not_run, 'test')} not run, as what they test was not built"
    lines = [line]
    for outcome in contracts:
        passed = sum(check.passed for check in outcome.checks)
        broken = sum(check.failed for check in outcome.checks)
        checks = _count(len(outcome.checks), "contract check")
        line = f"{outcome.contract.id}: {checks}: {passed} passed, {broken} failed"
        if outcome.not_evaluated:
            line += f"; not evaluated here: {', '.join(outcome.not_evaluated)}"
        lines.append(line)
    return tuple(lines)


def _input_tables(inputs: Sequence[InputTable]) -> str:
    """Says which tables have rows of which origin, unless a person wrote them all."""
    number = _count(len(inputs), "input table")
    if all(table.origin is Origin.WRITTEN for table in inputs):
        return number
    names = {origin: sorted(t.name for t in inputs if t.origin is origin) for origin in Origin}
    origins = (f"{origin}: {', '.join(named)}" for origin, named in names.items() if named)
    return f"{number} ({'; '.join(origins)})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


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
    document: dict[str, Any] = json.loads(text)
    if document["version"] != VERSION:
        raise ValueError(f"result version {document['version']}, expected {VERSION}")
    return TestResult(
        summary=tuple(document["summary"]),
        findings=tuple(Located(from_dict(row), row["element"]) for row in document["findings"]),
    )
