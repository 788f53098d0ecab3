"""The audit of a release: what readers are promised, held against what was built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from inseam.documents.element_path import format_path
from inseam.evaluation.result import Verdict
from inseam.evaluation.service_levels import ServiceLevel
from inseam.odcs.contract import PRODUCTION, Contract
from inseam.release.dbt_build import NodeResult
from inseam.release.history import BuiltObject
from inseam.release.port_rows import PortRows
from inseam.report.finding import Finding, Severity
from inseam.testing.contract_checks import contract_findings, unbuilt_objects
from inseam.testing.located import locate
from inseam.testing.outcomes import CheckOutcome, ContractOutcome
from inseam.testing.request import ProductRequest

_REPORTED = (
    "A rule on production's data. This environment reports it and publishes all the same:"
    " `production_rules` in platform/environments.yaml."
)


# What becomes of readers where a release breaks a promise.
_READERS_STAY = "Readers still see the release before."


@dataclass(frozen=True, slots=True)
class Audit:
    """``checks`` and ``tests`` count what was executed."""

    findings: tuple[Finding, ...]
    checks: int
    tests: int
    contracts: tuple[ContractOutcome, ...] = ()
    levels: tuple[ServiceLevel, ...] = ()

    @property
    def passed(self) -> bool:
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def audit_ports(
    request: ProductRequest,
    objects: Iterable[BuiltObject],
    rows: PortRows,
    *,
    now: datetime,
    production_rules_block: bool,
    readers: str = _READERS_STAY,
) -> Audit:
    """Checks the contract of each port on the rows of the release.

    ``now`` is the instant of the release, a reading of a UTC clock. ``readers`` says what they see
    meanwhile. Raises `OperationFailed`.
    """
    findings: list[Finding] = []
    contracts: list[ContractOutcome] = []
    all_levels: list[ServiceLevel] = []
    checks = 0
    own = list(objects)
    for id_, port in sorted(request.output_ports.items()):
        built = [one for one in own if one.contract == id_]
        outcome, levels = rows.checked(port, built, now)
        names = {(one.place.identifier or "").lower() for one in built}
        if not production_rules_block:
            outcome = _with_warnings(outcome, port.contract)
        contracts.append(outcome)
        all_levels += levels
        found = [
            *unbuilt_objects(port.contract, names, frozenset()),
            *contract_findings(outcome, {}, ()),
        ]
        reported = frozenset() if production_rules_block else _of_production(port.contract)
        findings += [
            replace(locate(one), fix=_REPORTED)
            if one.element in reported
            else _blocking(locate(one), readers)
            for one in found
        ]
        findings += [
            level.finding(Severity.ERROR if production_rules_block else Severity.WARNING)
            for level in levels
            if not level.kept
        ]
        executed = (check for check in outcome.checks if check.result is not Verdict.NOT_EVALUATED)
        checks += sum(1 for _ in executed) + len(levels)
    return Audit(tuple(findings), checks, 0, tuple(contracts), tuple(all_levels))


def test_findings(project: Path, results: Iterable[NodeResult]) -> list[Finding]:
    """Data tests of the product that failed on the release."""
    return [
        Finding(
            rule="release-test-failed",
            severity=Severity.ERROR,
            file=(project / result.file).as_posix(),
            message=f"The data test `{result.name}` failed on the release: {result.message}",
            fix=f"Correct the model or its input. {_READERS_STAY}",
        )
        for result in results
        if not result.passed and not result.skipped
    ]


def _with_warnings(outcome: ContractOutcome, contract: Contract) -> ContractOutcome:
    """What breaks a rule on production's data is reported only."""
    of_production = _of_production(contract)

    def reported(check: CheckOutcome) -> CheckOutcome:
        is_one = check.failed and check.element in of_production
        return replace(check, result=Verdict.WARNING) if is_one else check

    return replace(
        outcome,
        checks=tuple(reported(check) for check in outcome.checks),
        not_evaluated=tuple(
            replace(promise, blocks=promise.blocks and promise.element not in of_production)
            for promise in outcome.not_evaluated
        ),
    )


def _of_production(contract: Contract) -> frozenset[str]:
    """The elements of rules that only production's data can keep."""
    return frozenset(
        format_path(rule.path) for rule in contract.quality if rule.evaluated_in == PRODUCTION
    )


def _blocking(finding: Finding, readers: str) -> Finding:
    if finding.severity is not Severity.ERROR:
        return finding
    return replace(finding, fix=f"{finding.fix} {readers}")
