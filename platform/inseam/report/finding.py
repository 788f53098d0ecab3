"""One thing that some check has to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding is about. ``role`` says in a word or two what is there."""

    role: str
    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, where, and what to do about it.

    ``file`` is relative to the repository's root, with forward slashes. ``line`` counts from 1 and
    is None where a whole file, or something missing from it, is meant. ``details`` are lines that
    help to understand the finding, such as offending rows. ``fingerprint`` is the same for the same
    finding when lines have moved; it is "" where nobody keeps one. ``reported_by`` names the check
    that reports the same fault first, such as `contract-lint`; it is "" where no other check does.
    ``readers`` are those whom it concerns, a line each. What ``follows`` from other findings of a
    report stands after them.
    """

    rule: str
    severity: Severity
    file: str
    message: str
    fix: str
    line: int | None = None
    details: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    fingerprint: str = ""
    reported_by: str = ""
    readers: tuple[str, ...] = ()
    follows: bool = False

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Has every part of the finding, so that only equal findings are at the same place."""
        line = 0 if self.line is None else self.line
        return (
            self.follows,
            self.file,
            line,
            self.rule,
            self.message,
            self.severity.value,
            self.fix,
            self.details,
            tuple((place.role, place.file, place.line or 0) for place in self.related),
            self.fingerprint,
            self.reported_by,
            self.readers,
        )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, line, rule and message, each once: the same order on every run.

    Causes stand before what follows from them, in whatever file. What concerns a whole file stands
    before what concerns one of its lines.
    """
    return tuple(sorted(set(findings), key=lambda finding: finding.sort_key))


class InputError(Exception):
    """Input that cannot be read. Carries everything that is wrong with it, not the first thing."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = in_order(findings)
        super().__init__("; ".join(finding.message for finding in self.findings))
