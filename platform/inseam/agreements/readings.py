"""Every pair of a port and a product that reads it, or may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from inseam.facts.lines import read_file
from inseam.facts.rows import Rows
from inseam.facts.schema import (
    EXTERNAL,
    OUTPUT_PORT,
    AgreementRoleRow,
    AgreementRow,
    ContractRow,
    ExposureReadRow,
    ExposureRow,
    ProductRow,
    SlaRow,
)
from inseam.facts.tables import Row
from inseam.graph.build import MODEL_TABLES, build
from inseam.graph.node import Kind

_NOTICE_PERIOD = "noticePeriod"
_TABLES: tuple[type[Row], ...] = (
    *MODEL_TABLES,
    AgreementRow,
    AgreementRoleRow,
    ExposureRow,
    SlaRow,
)


class State(StrEnum):
    """Of a reading, on a day."""

    AGREED = "agreed"
    NOT_BEGUN = "not begun"
    ENDED = "ended"
    UNDATED = "without dates"  # that the file says, or that are dates
    MISSING = "no agreement"
    UNUSED = "agreed, not read"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A file in the consumer's ``agreements/``. What the file does not say is None."""

    product: str
    id: str | None
    port: str | None
    purpose: str | None
    start: date | None
    end: date | None
    reassess: date | None
    roles: tuple[str, ...]
    file: str
    line: int

    def state(self, day: date) -> State:
        if self.start is None or self.end is None:
            return State.UNDATED
        if day < self.start:
            return State.NOT_BEGUN
        return State.ENDED if day > self.end else State.AGREED


@dataclass(frozen=True, slots=True)
class Port:
    """An output port, or the contract of a system outside, whose ``product`` is None."""

    contract_id: str
    version: str
    status: str | None
    product: str | None
    team: str | None
    notice_days: float | None
    file: str


@dataclass(frozen=True, slots=True)
class Reading:
    """``is_read``: files of the product name the contract as an input."""

    port: str
    consumer: str
    is_read: bool
    agreement: Agreement | None

    def state(self, day: date) -> State:
        if self.agreement is None:
            return State.MISSING
        state = self.agreement.state(day)
        return State.UNUSED if state is State.AGREED and not self.is_read else state

    def is_due(self, day: date) -> bool:
        """Whether somebody should have reviewed the agreement by now."""
        reassess = self.agreement.reassess if self.agreement else None
        return reassess is not None and reassess < day


@dataclass(frozen=True, slots=True)
class Exposure:
    """A use of a port outside of dbt, such as a dashboard, which a ``product`` describes."""

    port: str
    name: str
    product: str
    type: str | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class Readings:
    """Sorted by id and by name. ``teams`` are those of the products."""

    ports: tuple[Port, ...]
    teams: dict[str, str | None]
    readings: tuple[Reading, ...]
    exposures: tuple[Exposure, ...] = ()

    def exposed(self, contract_id: str) -> tuple[Exposure, ...]:
        return tuple(e for e in self.exposures if e.port == contract_id)

    def of_port(self, contract_id: str) -> tuple[Reading, ...]:
        return tuple(r for r in self.readings if r.port == contract_id)

    def of_consumer(self, product: str) -> tuple[Reading, ...]:
        return tuple(r for r in self.readings if r.consumer == product)


def read_readings(files: Iterable[Path]) -> Readings:
    """Of facts. A port that no contract here has is in no `Port`, and its reading is there."""
    rows = Rows(row for file in files for row in read_file(file, _TABLES))
    agreements = list(agreements_of(rows))
    teams = {row.product: row.team for row in rows.of(ProductRow)}
    graph = build(rows)
    ports = _ports(rows, teams)
    agreed = {(a.port, a.product): a for a in agreements if a.port}
    read = {
        (contract_id, consumer)
        for contract_id in {node.owner for node in graph.down if node.kind is Kind.CONTRACT}
        for consumer in graph.consumers(contract_id)
    }
    pairs = sorted(read | agreed.keys())
    return Readings(
        ports,
        dict(sorted(teams.items())),
        tuple(
            Reading(port, consumer, (port, consumer) in read, agreed.get((port, consumer)))
            for port, consumer in pairs
        ),
        tuple(_exposures(rows)),
    )


def _exposures(rows: Rows) -> Iterator[Exposure]:
    described = {(row.product, row.exposure): row for row in rows.of(ExposureRow)}
    reads = {
        (row.contract_id, row.exposure, row.product)
        for row in rows.of(ExposureReadRow)
        if row.contract_id
    }
    for port, name, product in sorted(reads):
        row = described.get((product, name))
        yield Exposure(port, name, product, row.type if row else None, row.owner if row else None)


def agreements_of(rows: Rows) -> Iterator[Agreement]:
    """Of the facts: all that there are, whoever reads."""
    roles: dict[str, list[str]] = {}
    for role in rows.of(AgreementRoleRow):
        roles.setdefault(role.file, []).append(role.role)
    for row in rows.of(AgreementRow):
        yield Agreement(
            product=row.product,
            id=row.agreement,
            port=row.port,
            purpose=row.purpose,
            start=_day(row.start_date),
            end=_day(row.end_date),
            reassess=_day(row.reassess_date),
            roles=tuple(sorted(roles.get(row.file, ()))),
            file=row.file,
            line=row.line,
        )


def _ports(rows: Rows, teams: dict[str, str | None]) -> tuple[Port, ...]:
    notice = {row.file: row.days for row in rows.of(SlaRow) if row.property == _NOTICE_PERIOD}
    found = (
        Port(
            contract_id=row.contract_id,
            version=row.version,
            status=row.status,
            product=row.product,
            team=teams.get(row.product) if row.product else row.team,
            notice_days=notice.get(row.file),
            file=row.file,
        )
        for row in rows.of(ContractRow)
        if row.kind in (OUTPUT_PORT, EXTERNAL)
    )
    return tuple(sorted(found, key=lambda port: (port.contract_id, port.file)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
