"""What one run finds of the ports of a product, on the rows that readers see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from inseam.documents.yaml_document import Document
from inseam.environments.operations import OperationFailed
from inseam.evaluation.engine import EngineError
from inseam.gate.promises import promise_in
from inseam.monitor.history import CheckResult, ContractRun, LevelResult, Noticed
from inseam.monitor.judge import notice
from inseam.monitor.profile import profiles
from inseam.monitor.promised import Recency, late_finding, late_inputs
from inseam.monitor.rules import BY_ID
from inseam.odcs.contract import Contract
from inseam.orchestration.watch import Known
from inseam.promises.promise import Promise
from inseam.release.audit import Audit, audit_ports
from inseam.release.history import Release
from inseam.release.input_ports import input_ports
from inseam.release.port_rows import PortRows, as_written
from inseam.report.finding import Finding, Severity
from inseam.testing.outcomes import ContractOutcome
from inseam.testing.request import ContractInput, ProductRequest

_READERS_SEE_IT = "Readers see it now."


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of a product: a run for each port that has rows there, and findings."""

    product: str
    release: str
    runs: tuple[ContractRun, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Measuring:
    """``now`` is the instant of the run, in UTC; ``known`` what the environment's state says, and
    ``past`` the runs of before. ``owners`` are the products by the contracts that they offer.
    """

    now: datetime
    known: Known
    past: tuple[ContractRun, ...]
    owners: Mapping[str, str]
    production_rules_block: bool

    def measure(self, request: ProductRequest, release: Release, rows: PortRows) -> Measured:
        """Raises `OperationFailed`."""
        audit = audit_ports(
            request,
            [one for one in release.objects if one.contract in request.output_ports],
            rows,
            now=self.now.replace(tzinfo=None),
            production_rules_block=self.production_rules_block,
            readers=_READERS_SEE_IT,
        )
        late = late_inputs(
            release.product,
            {one: _promise(request.input_ports.get(one), one) for one in release.reads},
            self.owners,
            self.known,
            self.now,
        )
        named = input_ports(request.project, [one.name for one in late])
        findings = [
            *audit.findings,
            *(
                late_finding(release.product, one, at, self.now)
                for one, at in zip(late, named, strict=True)
            ),
        ]
        runs = []
        for id_, port in sorted(request.output_ports.items()):
            if any(one.contract == id_ for one in release.objects):
                run, found = self._port(port, release, rows, audit)
                runs.append(replace(run, late=tuple(one.name for one in late)))
                findings += found
        return Measured(release.product, release.id, tuple(runs), tuple(findings))

    def _port(
        self, port: ContractInput, release: Release, rows: PortRows, audit: Audit
    ) -> tuple[ContractRun, list[Finding]]:
        contract, document = port.contract, as_written(port.contract)
        built = [one for one in release.objects if one.contract == contract.id]
        try:
            with rows.opened(port, built) as (engine, relations):
                measured = profiles(contract, document, engine, relations)
        except EngineError as error:
            raise OperationFailed(str(error)) from None
        row = self.known.contracts.get(contract.id, {})
        recency = Recency.of(promise_in(document), row)
        run = ContractRun(
            at=self.now.isoformat(),
            contract=contract.id,
            version=contract.version,
            product=release.product,
            release=release.id,
            data_as_of=row.get("data_as_of"),
            objects=measured,
            checks=tuple(check for one in audit.contracts for check in _checks(one, contract)),
            levels=(
                *(
                    LevelResult("freshness", level.element, level.kept)
                    for level in audit.levels
                    if level.contract.id == contract.id
                ),
                *recency.levels(self.now),
            ),
        )
        noticed = notice((one for one in self.past if one.contract == contract.id), run)
        severity = Severity.ERROR if self.production_rules_block else Severity.WARNING
        findings = [
            *recency.findings(document, self.now, severity),
            *(_finding(one, contract, document) for one in noticed),
        ]
        return replace(run, noticed=noticed), findings


def instant(moment: datetime) -> datetime:
    """To the second: the text of each is as long, so they can be compared in SQL."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _promise(port: ContractInput | None, id_: str) -> Promise:
    if port is None or not Path(port.contract.file).is_file():
        return Promise(id_)
    return promise_in(as_written(port.contract))


def _checks(outcome: ContractOutcome, contract: Contract) -> Iterable[CheckResult]:
    if outcome.contract.id != contract.id:
        return
    for check in outcome.checks:
        yield CheckResult(check.element, check.name, str(check.result), check.object, check.column)
    for promise in outcome.not_evaluated:
        yield CheckResult(promise.element, promise.name, "not evaluated")


def _finding(noticed: Noticed, contract: Contract, document: Document) -> Finding:
    rule = BY_ID[noticed.rule]
    described = next(o for o in contract.objects if o.physical_name == noticed.object)
    columns = (c for c in described.properties if c.physical_name == noticed.column)
    column = next(columns, None)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        file=contract.file,
        line=document.line((column or described).path),
        message=noticed.message,
        fix=rule.fix,
    )
