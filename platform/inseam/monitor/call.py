"""One call of `monitor`: what readers see in an environment is measured, judged and kept."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from inseam import wire
from inseam.delivery.files import write_whole
from inseam.environments.author import author
from inseam.environments.definition import (
    Environment,
    ProductionRules,
    named,
    read_environments,
)
from inseam.environments.holder import holder
from inseam.environments.lake import variables
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.state import State, read_state
from inseam.environments.warehouse import Warehouse, warehouse_of
from inseam.monitor.history import FILE, ContractRun, history_of, to_json
from inseam.monitor.kept import TABLE, Kept
from inseam.monitor.measure import Measured, Measuring, instant
from inseam.monitor.rules import NOT_MEASURED
from inseam.orchestration.watch import Known
from inseam.release.history import Release, history
from inseam.release.port_rows import CopiedRows, PortRows, RowsInWarehouse
from inseam.release.results import listed
from inseam.release.seen import seen_in
from inseam.release.show import environment_failed
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.report import Report, report
from inseam.testing.request import ProductRequest, read_product_requests

_AGAIN = "run the same command again: what was measured is kept, and written then."
# Tables that say nothing of what readers see.
_NOT_LOOKED_AT = frozenset({"grants", "lineage_events"})


@dataclass(frozen=True)
class MonitorRequest:
    """``environment`` is a name, empty for the default; ``now`` an instant in ISO 8601, empty for
    what the environment says. ``owners`` and ``wait`` are as of a release's request.
    """

    environment: str
    now: str
    owners: Mapping[str, str]
    wait: float
    _products: Sequence[dict[str, Any]]
    _beside: Path

    @cached_property
    def products(self) -> tuple[ProductRequest, ...]:
        """Reads their contracts. Raises `InputError`."""
        return read_product_requests(self._products, self._beside)


def read_monitor_request(path: Path) -> MonitorRequest:
    request = wire.document(path.read_bytes())
    return MonitorRequest(
        request["environment"],
        request["now"],
        dict(request["owners"]),
        request["wait"],
        request["products"],
        path.parent,
    )


def clock() -> datetime:
    return datetime.now(UTC)


def run(request: MonitorRequest) -> Report:
    """In the repository's root. Raises `InputError`."""
    environment = named(read_environments(), request.environment)
    now = _now(request, environment)
    operations = Operations.of_repository(
        Path(), environment.target, variables(environment, Path())
    )
    warehouse = warehouse_of(environment, os.environ)
    try:
        with tempfile.TemporaryDirectory(prefix="inseam-monitor-") as work:
            call = _Call(request, environment, operations, warehouse, Path(work), now)
            return call.monitor()
    except OperationFailed as failure:
        raise InputError([environment_failed(environment, failure, _AGAIN)]) from None


def _now(request: MonitorRequest, environment: Environment) -> datetime:
    text = request.now or environment.as_of
    if not text:
        return instant(clock())
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return instant(found)
    except (ValueError, OverflowError):
        pass
    raise InputError([_no_instant(text)])


@dataclass(frozen=True)
class _Call:
    """``work`` is an empty folder; ``now`` the instant of the run."""

    request: MonitorRequest
    environment: Environment
    operations: Operations
    warehouse: Warehouse | None
    work: Path
    now: datetime

    @cached_property
    def kept(self) -> Kept:
        return Kept(self.environment.name, self.operations, FILE.parent)

    def monitor(self) -> Report:
        products = self.request.products
        state = self._state()
        past = self.kept.read(self.now)
        measuring = self._measuring(state, past)
        findings: list[Finding] = []
        done: list[Measured] = []
        without: list[str] = []
        for product in products:
            current = history(state).current(product.project.name)
            if current is None:
                without.append(product.project.name)
                continue
            _say(f"Measuring {product.project.name} ...")
            found = self._measured(measuring, product, current)
            if isinstance(found, Finding):
                findings.append(found)
            else:
                done.append(found)
                findings += found.findings
        runs = [run for one in done for run in one.runs]
        by = author()
        added = self.kept.append(
            runs,
            holder(by.who, "monitor", clock()),
            wait_seconds=self.request.wait,
            clock=clock,
            notify=_say,
        )
        everything = history_of(self.environment.name, self.kept.read(self.now))
        write_whole(FILE, to_json(everything).encode())
        lines = list(self._lines(done, without, added, len(everything.runs)))
        return replace(report(findings, *lines), results=self._results(done, findings))

    def _state(self) -> State:
        return read_state(self.operations, _NOT_LOOKED_AT)

    def _measuring(self, state: State, past: tuple[ContractRun, ...]) -> Measuring:
        return Measuring(
            now=self.now,
            known=Known.of(listed(self.environment, seen_in(state)), frozenset()),
            past=tuple(run for run in past if run.at < self.now.isoformat()),
            owners=self.request.owners,
            production_rules_block=self.environment.production_rules is ProductionRules.BLOCK,
        )

    def _measured(
        self, measuring: Measuring, product: ProductRequest, current: Release
    ) -> Measured | Finding:
        """Nothing is held meanwhile: of a release whose tables are dropped while they are read, the
        one that came after it is measured.
        """
        try:
            return measuring.measure(product, current, self._rows(current))
        except OperationFailed as failure:
            state = self._state()
            later = history(state).current(product.project.name)
            if later is None or later.id == current.id:
                return _not_measured(product, current, failure)
        try:
            again = self._measuring(state, measuring.past)
            return again.measure(product, later, self._rows(later))
        except OperationFailed as failure:
            return _not_measured(product, later, failure)

    def _rows(self, release: Release) -> PortRows:
        if self.warehouse is not None:
            return RowsInWarehouse(self.warehouse, release.objects)
        return CopiedRows(self.operations, self.work / f"{release.product}-{release.id}")

    def _lines(
        self, done: Sequence[Measured], without: Sequence[str], added: int, shown: int
    ) -> Iterator[str]:
        yield (
            f"{self.environment.name}: {_counted(len(done), 'product')} measured as of"
            f" {self.now:%Y-%m-%d %H:%M:%S} UTC"
        )
        for one in done:
            broken = sum(finding.severity is Severity.ERROR for finding in one.findings)
            told = sum(finding.severity is Severity.WARNING for finding in one.findings)
            holds = "holds" if not broken else f"{_counted(broken, 'promise')} broken"
            more = f", {_counted(told, 'warning')}" if told else ""
            ports = _counted(len(one.runs), "port")
            yield f"  {one.product}: {ports} of {one.release}, {holds}{more}"
        for name in without:
            yield f"  {name}: nothing is released"
        yield (
            f"{_counted(added, 'record')} added to inseam.{TABLE}; {FILE.as_posix()} has"
            f" {_counted(shown, 'record')}."
        )

    def _results(self, done: Iterable[Measured], findings: Iterable[Finding]) -> dict[str, Any]:
        runs = {one.product: one for one in done}
        return {
            "environment": self.environment.name,
            "at": self.now.isoformat(),
            "history": FILE.as_posix(),
            "products": [
                {
                    "product": product.project.name,
                    "release": runs[name].release
                    if (name := product.project.name) in runs
                    else None,
                    "contracts": [
                        {
                            "contract": run.contract,
                            "holds": run.holds,
                            "late": list(run.late),
                            "unusual": [one.message for one in run.noticed],
                        }
                        for run in (runs[name].runs if name in runs else ())
                    ],
                }
                for product in self.request.products
            ],
        }


def _not_measured(product: ProductRequest, release: Release, failure: OperationFailed) -> Finding:
    return Finding(
        rule=NOT_MEASURED.id,
        severity=NOT_MEASURED.severity,
        file=(product.project / "dbt_project.yml").as_posix(),
        message=f"The rows of `{product.project.name}` {release.id} could not be read: {failure}",
        fix=NOT_MEASURED.fix,
    )


def _no_instant(text: str) -> Finding:
    return Finding(
        rule="now-invalid",
        severity=Severity.ERROR,
        file="--monitor-now",
        message=f"The instant of the run is {text!r}.",
        fix="Write it in ISO 8601 with an offset, such as 2026-01-31T06:00:00Z.",
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
