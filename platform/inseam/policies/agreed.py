"""Findings as the repository has agreed on them: its severities and its waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase

from inseam.policies.breach import Breach
from inseam.policies.settings import FILE, Settings, Waiver
from inseam.report.finding import Finding, Severity
from inseam.report.severity_of_rule import with_severity


def with_severities(breaches: Iterable[Breach], settings: Settings) -> list[Breach]:
    return [
        replace(breach, finding=with_severity(breach.finding, settings.severities))
        for breach in breaches
    ]


def with_waivers(
    breaches: Iterable[Breach], settings: Settings, today: date, silent: Iterable[str] = ()
) -> tuple[list[Breach], list[Finding]]:
    """What is waived as infos, and the waivers that expired or that nothing needs.

    ``silent`` are policies that could not be asked: their waivers may be needed.
    """
    found: list[Breach] = []
    used: set[Waiver] = set()
    for breach in breaches:
        covering = [w for w in settings.waivers if _covers(w, breach.finding)]
        used.update(covering)
        valid = next((w for w in covering if w.expires >= today), None)
        found.append(breach if valid is None else replace(breach, finding=_waived(breach, valid)))
    return found, list(_stale(settings.waivers, used, today, set(silent)))


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return (
        waiver.rule == finding.rule
        and fnmatchcase(finding.file, waiver.target)
        and waiver.fingerprint in ("", finding.fingerprint)
    )


def _waived(breach: Breach, waiver: Waiver) -> Finding:
    words = f"waived by {waiver.owner} until {waiver.expires}: {waiver.reason}"
    finding = breach.finding
    return replace(finding, severity=Severity.INFO, details=(*finding.details, words))


def _stale(
    waivers: Iterable[Waiver], used: set[Waiver], today: date, silent: set[str]
) -> Iterator[Finding]:
    for waiver in waivers:
        about = f"`{waiver.rule}` for {waiver.target}"
        if waiver.expires < today:
            rule = "policy-waiver-expired"
            message = f"The waiver of {about} expired on {waiver.expires}."
        elif waiver not in used and waiver.rule not in silent:
            rule, message = "policy-waiver-unused", f"Nothing needs the waiver of {about}."
        else:
            continue
        yield Finding(
            rule=rule,
            severity=Severity.ERROR,
            file=FILE,
            line=waiver.line,
            message=message,
            fix="Remove the waiver, or agree on it again.",
        )
