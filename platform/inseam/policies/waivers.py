"""Findings as the repository has agreed on them: its severities and its waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from inseam.policies.settings import FILE, Settings
from inseam.policies.violation import Violation
from inseam.report.finding import Finding
from inseam.rules.severity import with_severity
from inseam.rules.waiver import Waiver, expired, unused, waived


def with_severities(violations: Iterable[Violation], settings: Settings) -> list[Violation]:
    return [
        replace(violation, finding=with_severity(violation.finding, settings.severities))
        for violation in violations
    ]


def with_waivers(
    violations: Iterable[Violation], settings: Settings, today: date, silent: Iterable[str] = ()
) -> tuple[list[Violation], list[Finding]]:
    """What is waived as infos, and the waivers that expired or that nothing needs.

    ``silent`` are policies that could not be asked: their waivers may be needed.
    """
    found: list[Violation] = []
    used: set[Waiver] = set()
    for violation in violations:
        covering = [w for w in settings.waivers if w.covers(violation.finding)]
        used.update(covering)
        valid = next((w for w in covering if w.expires >= today), None)
        found.append(violation if valid is None else _with_waiver(violation, valid))
    return found, list(_stale(settings.waivers, used, today, set(silent)))


def _with_waiver(violation: Violation, waiver: Waiver) -> Violation:
    return replace(violation, finding=waived(violation.finding, waiver))


def _stale(
    waivers: Iterable[Waiver], used: set[Waiver], today: date, silent: set[str]
) -> Iterator[Finding]:
    for waiver in waivers:
        if waiver.expires < today:
            yield expired(waiver, "policy-waiver-expired", FILE)
        elif waiver not in used and waiver.rule not in silent:
            yield unused(waiver, "policy-waiver-unused", FILE)
