"""Exceptions that people have agreed on, in one reviewed file.

    severities:
      - rule: bound-loosened
        path: products/sandbox/*
        severity: info
    waivers:
      - rule: column-removed
        contract: orders-v1
        path: orders.legacy_*
        reason: Nobody has read it since March, see the access log in the ticket.
        approver: jane
        expires: 2026-12-31

Of a severity, ``path`` is of the contract's file; of a waiver, of the element in the contract. Both
may have `*`. A waiver may name the ``fingerprint`` of the one finding that it is for. One that
nothing needs, or that has expired, is a finding, so that the file does not outlive its reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from inseam.contracts.day import read_day
from inseam.contracts.yaml_document import Document, Path
from inseam.gate.catalogue import BY_ID
from inseam.gate.remarks import Remark
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.severity_of_rule import SeverityOfRule, with_severity


@dataclass(frozen=True, slots=True)
class Waiver:
    line: int
    rule: str
    contract: str
    path: str
    fingerprint: str
    reason: str
    approver: str
    expires: date

    def covers(self, remark: Remark) -> bool:
        return (
            self.rule == remark.finding.rule
            and self.contract == remark.contract
            and fnmatchcase(remark.element, self.path)
            and self.fingerprint in ("", remark.finding.fingerprint)
        )


@dataclass(frozen=True, slots=True)
class Exceptions:
    file: str = ""
    severities: tuple[SeverityOfRule, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def contracts(self) -> frozenset[str]:
        """Those that waivers are about."""
        return frozenset(waiver.contract for waiver in self.waivers)


NO_EXCEPTIONS = Exceptions()


def read_exceptions(document: Document) -> Exceptions:
    """Of a document's `severities` and `waivers`.

    Raises `InputError` with everything that is wrong with them.
    """
    problems: list[Finding] = []
    value = document.value if isinstance(document.value, dict) else {}
    severities, waivers = [], []
    for entry, path in _entries(document, value, "severities", problems):
        words = _texts(document, entry, path, ("rule", "severity"), ("path",), problems)
        if words is None:
            continue
        if words["severity"] not in list(Severity):
            where = (*path, "severity")
            problems.append(_problem(document, where, "has a severity that there is not"))
            continue
        severity = Severity(words["severity"])
        severities.append(SeverityOfRule(words["rule"], words.get("path") or "*", severity))
    for entry, path in _entries(document, value, "waivers", problems):
        needed = ("rule", "contract", "path", "reason", "approver", "expires")
        words = _texts(document, entry, path, needed, ("fingerprint",), problems)
        if words is None:
            continue
        expires = read_day(words["expires"])
        if expires is None:
            where = (*path, "expires")
            problems.append(_problem(document, where, "has an expiry that is no date"))
            continue
        waivers.append(
            Waiver(
                document.line(path),
                words["rule"],
                words["contract"],
                words["path"],
                words.get("fingerprint") or "",
                words["reason"],
                words["approver"],
                expires,
            )
        )
    if problems:
        raise InputError(problems)
    return Exceptions(document.file, tuple(severities), tuple(waivers))


def _entries(
    document: Document, value: dict[str, Any], key: str, problems: list[Finding]
) -> Iterator[tuple[dict[str, Any], Path]]:
    listed = value.get(key)
    if listed is not None and not isinstance(listed, list):
        problems.append(_problem(document, (key,), f"has `{key}` that is no list"))
        return
    for number, entry in enumerate(listed or ()):
        if isinstance(entry, dict):
            yield entry, (key, number)
        else:
            problems.append(_problem(document, (key, number), "has an entry that is no mapping"))


def _texts(
    document: Document,
    entry: dict[str, Any],
    path: Path,
    needed: Collection[str],
    optional: Collection[str],
    problems: list[Finding],
) -> dict[str, str] | None:
    before = len(problems)
    for key in needed:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            problems.append(_problem(document, (*path, key), f"has an entry without `{key}`"))
    for key, value in entry.items():
        if key not in needed and (key not in optional or not isinstance(value, str)):
            problems.append(_problem(document, (*path, key), f"has an entry with `{key}`"))
    rule = entry.get("rule")
    if isinstance(rule, str) and rule and rule not in BY_ID:
        problems.append(_problem(document, (*path, "rule"), f"names the rule `{rule}`, unknown"))
    return entry if len(problems) == before else None


def _problem(document: Document, path: Path, what: str) -> Finding:
    return Finding(
        rule="exceptions-unreadable",
        severity=Severity.ERROR,
        file=document.file,
        line=document.line(path),
        message=f"The file {what}.",
        fix="Write `severities` and `waivers` as the documentation of the gate shows them.",
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """The ids of contracts that a run has to do with.

    Those ``looked_at``: others may need their waivers. Those ``touched`` by the change, which alone
    fail on a waiver that nothing needs. And ``known``, all that there are, if the run can tell.
    """

    looked_at: Collection[str]
    touched: Collection[str]
    known: Collection[str] | None = None


def with_exceptions(
    remarks: Iterable[Remark],
    exceptions: Exceptions,
    scope: Scope,
    today: date,
    standing: Iterable[Remark] = (),
) -> list[Finding]:
    """The findings as agreed on, and what is wrong with the agreements.

    What is ``standing`` is not said, and needs its waivers still.
    """
    found: list[Finding] = []
    used: set[int] = set()
    for remark in remarks:
        finding = with_severity(remark.finding, exceptions.severities)
        covering = _covering(remark, finding, exceptions)
        used.update(covering)
        valid = [w for w in map(exceptions.waivers.__getitem__, covering) if w.expires >= today]
        found.append(_waived(finding, valid[0]) if valid else finding)
    for remark in standing:
        used.update(
            _covering(remark, with_severity(remark.finding, exceptions.severities), exceptions)
        )
    found += _stale(exceptions, used, scope, today)
    return found


def _covering(remark: Remark, finding: Finding, exceptions: Exceptions) -> list[int]:
    if finding.severity is Severity.INFO:
        return []
    return [n for n, waiver in enumerate(exceptions.waivers) if waiver.covers(remark)]


def _waived(finding: Finding, waiver: Waiver) -> Finding:
    words = f"waived by {waiver.approver} until {waiver.expires}: {waiver.reason}"
    return replace(finding, severity=Severity.INFO, details=(*finding.details, words))


def _stale(exceptions: Exceptions, used: set[int], scope: Scope, today: date) -> Iterator[Finding]:
    for number, waiver in enumerate(exceptions.waivers):
        about = f"{waiver.rule} of {waiver.contract}"
        severity = Severity.ERROR
        if waiver.expires < today:
            message = f"The waiver of {about} expired on {waiver.expires}."
            rule = "waiver-expired"
        elif scope.known is not None and waiver.contract not in scope.known:
            message = f"The waiver of {about} is of no contract that there is."
            rule, severity = "waiver-unused", Severity.WARNING
        elif number not in used and waiver.contract in scope.looked_at:
            message, rule = f"Nothing needs the waiver of {about}.", "waiver-unused"
            if waiver.contract not in scope.touched:
                severity = Severity.WARNING  # whoever merged it is gone, others are not to blame
        else:
            continue
        yield Finding(
            rule=rule,
            severity=severity,
            file=exceptions.file,
            line=waiver.line,
            message=message,
            fix="Remove the waiver, or agree on it again.",
        )
