"""Exceptions that people have agreed on, in one reviewed file.

`inseam.rules.grammar` says how they are written. One that nothing needs, or that has expired, is
a finding, so that the file does not outlive its reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from inseam.documents.yaml_document import Document
from inseam.gate.catalogue import BY_ID
from inseam.gate.findings import ContractFinding
from inseam.report.finding import Finding, InputError, Severity
from inseam.rules.grammar import Grammar, read_agreed
from inseam.rules.severity import SeverityOfRule, with_severity
from inseam.rules.waiver import Waiver, expired, unused, waived, without_contract


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
    agreed = read_agreed(document, _GRAMMAR)
    if agreed.problems:
        raise InputError(agreed.problems)
    return Exceptions(document.file, tuple(agreed.severities), tuple(agreed.waivers))


_GRAMMAR = Grammar(
    needed=("contract",),
    optional=("element", "path"),
    rules=BY_ID,
    problem="exceptions-unreadable",
    page="docs/contract-gate.md",
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
    contract_findings: Iterable[ContractFinding],
    exceptions: Exceptions,
    scope: Scope,
    today: date,
    standing: Iterable[ContractFinding] = (),
) -> list[Finding]:
    """The findings as agreed on, and what is wrong with the agreements.

    What is ``standing`` is not reported, and still needs its waivers.
    """
    found: list[Finding] = []
    used: set[int] = set()
    for one in contract_findings:
        finding = with_severity(one.finding, exceptions.severities)
        covering = _covering(one, finding, exceptions)
        used.update(covering)
        valid = [w for w in map(exceptions.waivers.__getitem__, covering) if w.expires >= today]
        found.append(waived(finding, valid[0]) if valid else finding)
    for one in standing:
        used.update(_covering(one, with_severity(one.finding, exceptions.severities), exceptions))
    found += _stale(exceptions, used, scope, today)
    return found


def _covering(one: ContractFinding, finding: Finding, exceptions: Exceptions) -> list[int]:
    if finding.severity is Severity.INFO:
        return []
    return [
        number
        for number, waiver in enumerate(exceptions.waivers)
        if waiver.covers(finding, one.contract, one.element)
    ]


def _stale(exceptions: Exceptions, used: set[int], scope: Scope, today: date) -> Iterator[Finding]:
    for number, waiver in enumerate(exceptions.waivers):
        if waiver.expires < today:
            yield expired(waiver, "waiver-expired", exceptions.file)
        elif scope.known is not None and waiver.contract not in scope.known:
            yield without_contract(waiver, "waiver-unused", exceptions.file)
        elif number not in used and waiver.contract in scope.looked_at:
            # Whoever merged it is gone, and others are not to blame.
            touched = waiver.contract in scope.touched
            severity = Severity.ERROR if touched else Severity.WARNING
            yield unused(waiver, "waiver-unused", exceptions.file, severity)
