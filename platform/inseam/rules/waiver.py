"""An exception that somebody approved until a day, and which findings it is for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase

from inseam.report.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """``path`` is of the file that a finding is in, ``element`` of what it is about in a contract.

    Both may have `*`. ``contract`` is an id, and ``fingerprint`` that of one finding; "" is any.
    """

    line: int
    rule: str
    reason: str
    approver: str
    expires: date
    path: str = "*"
    contract: str = ""
    element: str = "*"
    fingerprint: str = ""

    @property
    def about(self) -> str:
        """What it is for, in words."""
        places = [self.contract, *(one for one in (self.element, self.path) if one != "*")]
        return f"`{self.rule}` for {', '.join(filter(None, places)) or 'everything'}"

    def covers(self, finding: Finding, contract: str = "", element: str = "") -> bool:
        return (
            self.rule == finding.rule
            and self.contract in ("", contract)
            and fnmatchcase(element, self.element)
            and fnmatchcase(finding.file, self.path)
            and self.fingerprint in ("", finding.fingerprint)
        )


def waived(finding: Finding, waiver: Waiver) -> Finding:
    """As an info that says who approved it, until when and why."""
    words = f"waived by {waiver.approver} until {waiver.expires}: {waiver.reason}"
    return replace(finding, severity=Severity.INFO, details=(*finding.details, words))


def expired(waiver: Waiver, rule: str, file: str) -> Finding:
    message = f"The waiver of {waiver.about} expired on {waiver.expires}."
    return _stale(waiver, rule, file, message, Severity.ERROR)


def unused(waiver: Waiver, rule: str, file: str, severity: Severity = Severity.ERROR) -> Finding:
    message = f"Nothing needs the waiver of {waiver.about}."
    return _stale(waiver, rule, file, message, severity)


def without_contract(waiver: Waiver, rule: str, file: str) -> Finding:
    message = f"The waiver of {waiver.about} names a contract that does not exist."
    return _stale(waiver, rule, file, message, Severity.WARNING)


def _stale(waiver: Waiver, rule: str, file: str, message: str, severity: Severity) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        file=file,
        line=waiver.line,
        message=message,
        fix="Remove the waiver, or agree on a new one.",
    )
