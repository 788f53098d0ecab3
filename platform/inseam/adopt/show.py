"""What `adopt` says: a summary a product, and all notes as findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from inseam.adopt.plan import Planned
from inseam.adopt.writing import Changes
from inseam.report.finding import Finding, Severity
from inseam.report.report import Report, report

_WAITS = timedelta(days=90)


def shown(
    planned: Sequence[Planned], compared: Mapping[str, Changes], today: date, *, is_written: bool
) -> Report:
    findings: list[Finding] = []
    lines: list[str] = []
    for one in planned:
        findings += one.notes
        found = compared.get(one.product)
        findings += found.differing if found else ()
        if one.tested is not None and not one.is_refused:
            # That it is not green yet does not keep it from being brought in.
            findings += [
                replace(f, severity=Severity.WARNING, rule=f"test-{f.rule}")
                for f in one.tested.findings
                if f.severity is Severity.ERROR
            ]
        lines += _lines(one, found, today, is_written=is_written)
    return report(findings, *lines)


def _policies(one: Planned, until: date) -> Iterator[str]:
    """What the policies still find, and the entry with which the first of it may wait."""
    found = Counter(finding.rule for finding in one.policies)
    if not found:
        yield "  policies find nothing"
        return
    named = ", ".join(f"{count} {rule}" for rule, count in sorted(found.items()))
    first = one.policies[0]
    yield f"  policies find, for {one.team}: {named}"
    yield "    what has to wait, in `waivers:` of platform/policies/policies.yaml, such as"
    yield f"      - rule: {first.rule}"
    yield f"        path: {first.file}"
    yield "        reason: <why it waits>"
    yield "        approver: <who says so>"
    yield f'        expires: "{until.isoformat()}"'


def _lines(one: Planned, found: Changes | None, today: date, *, is_written: bool) -> Iterator[str]:
    if one.is_refused or found is None:
        yield f"{one.product}: refused, nothing of it is written"
        return
    is_green = one.tested is not None and one.tested.is_green
    yield f"{one.product}: {'test green' if is_green else 'test not green yet'}"
    yield from (f"  {line}" for line in (one.tested.summary if one.tested else ()))
    for port in one.ports:
        yield (
            f"  port: {port.model} in {one.product.replace('_', '-')}-v{port.version} ({port.why})"
        )
    for reading in one.readings:
        of = f"product {reading.product}" if reading.product else "contracts/external"
        yield f"  reads: {reading.contract_id} ({of}): {', '.join(sorted(reading.tables))}"
    kinds = Counter(origin.split(",")[0].split(" ")[0] for origin in one.origins.values())
    counted = (f"{kinds[kind]} {kind}" for kind in ("kept", "moved", "edited", "new"))
    yield f"  files: {', '.join(counted)}"
    left = sum(note.severity is Severity.WARNING for note in one.notes)
    yield f"  left to you: {left}"
    yield from _policies(one, today + _WAITS)
    word = "written" if is_written else "to write"
    counts = f"{len(found.new)} new, {len(found.replaced)} replaced, {len(found.removed)} removed"
    yield f"  {word}: {counts}, {len(found.differing)} kept as you have them"
    for path in sorted({*found.new, *found.replaced}):
        yield f"    {path} ({one.origins.get(path, 'new')})"
    yield from (f"    {path} (removed)" for path in found.removed)
    if is_written:
        first = "" if is_green else "correct what test-* names, ./pants generate products::, then "
        yield f"  next: {first}./pants fmt fix products/{one.product}::"
    else:
        yield "  nothing is written: add --adopt-write"
