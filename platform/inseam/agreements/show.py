"""Who reads what, both ways, for people and for programs: the forms by their names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inseam.agreements.readings import Exposure, Port, Reading, Readings, State
from inseam.report.markdown import cell

VERSION = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """``products``: of these, what is read and who reads; empty for all."""

    readings: Readings
    day: date
    products: frozenset[str] = frozenset()

    @property
    def ports(self) -> tuple[Port, ...]:
        """Those of the products, and what the products read."""
        read = {r.port for product in self.products for r in self.readings.of_consumer(product)}
        return tuple(
            port
            for port in self.readings.ports
            if not self.products or port.product in self.products or port.contract_id in read
        )

    @property
    def consumers(self) -> tuple[str, ...]:
        read = {reading.consumer for reading in self.readings.readings}
        return tuple(sorted(read & self.products if self.products else read))

    @property
    def shown_readings(self) -> tuple[Reading, ...]:
        ports = {port.contract_id for port in self.ports}
        return tuple(
            r
            for r in self.readings.readings
            if not self.products or r.port in ports or r.consumer in self.products
        )


def to_text(shown: Shown) -> str:
    return "\n".join(_text_lines(shown))


def _text_lines(shown: Shown) -> Iterator[str]:
    ports = {port.contract_id: port for port in shown.ports}
    yield "Who reads which port:"
    for port in shown.ports:
        yield ""
        yield f"{port.contract_id} {port.version}, {_port_details(port)}"
        rows = [
            _row(r.consumer, _of_team(shown, r.consumer), r, shown.day)
            for r in shown.readings.of_port(port.contract_id)
        ]
        rows += [_exposure_row(e) for e in shown.readings.exposed(port.contract_id)]
        yield from _columns(rows) if rows else ["  nobody"]
    yield ""
    yield "What each product reads:"
    for product in shown.consumers:
        yield ""
        yield f"{product}{_of_team(shown, product)}"
        rows = []
        for reading in shown.readings.of_consumer(product):
            found = ports.get(reading.port)
            provider = f", {found.product or 'outside'}" if found else ", which no file here has"
            rows.append(_row(reading.port, provider, reading, shown.day))
        yield from _columns(rows)
    yield ""
    yield summary(shown)


def summary(shown: Shown) -> str:
    """What was checked, in a line."""
    states = Counter(reading.state(shown.day) for reading in shown.shown_readings)
    due = sum(reading.is_due(shown.day) for reading in shown.shown_readings)
    of_states = ", ".join(f"{states[state]} {state}" for state in State if states[state])
    looked_at = f"{_count(len(shown.ports), 'port')}, {_count(sum(states.values()), 'reading')}"
    return (
        f"On {shown.day}: {looked_at}{f': {of_states}' if of_states else ''}"
        f"{f'; {due} to be reassessed' if due else ''}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _port_details(port: Port) -> str:
    of = f"of {port.product}" if port.product else "of a system outside"
    team = f" ({port.team})" if port.team else ""
    notice = f", {round(port.notice_days)} days' notice" if port.notice_days is not None else ""
    return f"{port.status or 'without status'}, {of}{team}{notice}"


def _of_team(shown: Shown, product: str) -> str:
    team = shown.readings.teams.get(product)
    return f" ({team})" if team else ""


def _row(name: str, more: str, reading: Reading, day: date) -> Sequence[str]:
    state = str(reading.state(day))
    if reading.is_due(day):
        state += ", to be reassessed"
    agreement = reading.agreement
    if agreement is None:
        return (name + more, state)
    days = f"{agreement.start or '?'} to {agreement.end or '?'}"
    return (name + more, state, days, " ".join(agreement.roles), agreement.file)


def _exposure_row(exposure: Exposure) -> Sequence[str]:
    """Of a use outside of dbt; who described it answers for it."""
    owner = f", for {exposure.owner}" if exposure.owner else ""
    what = f"{exposure.type or 'exposure'} of {exposure.product}{owner}"
    return (exposure.name, what)


def _columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    rows = list(rows)
    count = max(map(len, rows), default=0)
    widths = [max((len(row[i]) for row in rows if i < len(row)), default=0) for i in range(count)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        yield f"  {'  '.join(cells)}".rstrip()


def to_json(shown: Shown) -> str:
    """``{"version": 1, "date": ..., "ports": [...], "readings": [...], "exposures": [...]}``."""
    document = {
        "version": VERSION,
        "date": shown.day.isoformat(),
        "ports": [_port_dict(port) for port in shown.ports],
        "readings": [_reading_dict(reading, shown.day) for reading in shown.shown_readings],
        "exposures": [
            {
                "port": exposure.port,
                "exposure": exposure.name,
                "product": exposure.product,
                "type": exposure.type,
                "owner": exposure.owner,
            }
            for port in shown.ports
            for exposure in shown.readings.exposed(port.contract_id)
        ],
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)


def _port_dict(port: Port) -> dict[str, Any]:
    return {
        "contract_id": port.contract_id,
        "version": port.version,
        "status": port.status,
        "product": port.product,
        "team": port.team,
        "notice_days": port.notice_days,
        "file": port.file,
    }


def _reading_dict(reading: Reading, day: date) -> dict[str, Any]:
    agreement = reading.agreement
    written = agreement and {
        "id": agreement.id,
        "purpose": agreement.purpose,
        "start": _iso(agreement.start),
        "end": _iso(agreement.end),
        "reassess": _iso(agreement.reassess),
        "roles": list(agreement.roles),
        "file": agreement.file,
        "line": agreement.line,
    }
    return {
        "port": reading.port,
        "consumer": reading.consumer,
        "is_read": reading.is_read,
        "state": reading.state(day).value,
        "to_be_reassessed": reading.is_due(day),
        "agreement": written,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def to_markdown(shown: Shown) -> str:
    return "\n".join(
        [
            "| Port | Offered by | Read by | State | From | To | Purpose |",
            "|---|---|---|---|---|---|---|",
            *(
                "| " + " | ".join(map(cell, cells)) + " |"
                for port in shown.ports
                for cells in _markdown_rows(port, shown)
            ),
            "",
            summary(shown),
        ]
    )


def _markdown_rows(port: Port, shown: Shown) -> Iterator[Sequence[str]]:
    offered = (port.contract_id, port.product or "outside")
    readings = shown.readings.of_port(port.contract_id)
    exposures = shown.readings.exposed(port.contract_id)
    for exposure in exposures:
        yield (*offered, *_exposure_row(exposure), "", "", "")
    if not readings and not exposures:
        yield (*offered, "nobody", "", "", "", "")
    for reading in readings:
        agreement = reading.agreement
        yield (
            *offered,
            reading.consumer,
            str(reading.state(shown.day)),
            _iso(agreement.start if agreement else None) or "",
            _iso(agreement.end if agreement else None) or "",
            " ".join(((agreement.purpose if agreement else None) or "").split()),
        )


FORMS: dict[str, Callable[[Shown], str]] = {
    "text": to_text,
    "json": to_json,
    "markdown": to_markdown,
}
