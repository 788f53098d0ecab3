"""What a contract promises to its readers, in one unit each.

ODCS 3.1, "Service-Level Agreement". How old the data is that readers see has two names there:
`freshness`, and `latency` from an event to when readers see it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, Literal, Self, TypeVar

from inseam.documents.durations import days
from inseam.documents.shares import share
from inseam.documents.weekly_hours import WeeklyHours, weekly_hours
from inseam.promises.schedule import longest_gap, schedule_error

Kind = Literal["freshness", "frequency", "latency", "availability", "retention", "support"]

_KINDS: Mapping[str, Kind] = {
    "freshness": "freshness",
    "frequency": "frequency",
    "latency": "latency",
    "availability": "availability",
    "retention": "retention",
    "supporthours": "support",
    "hoursofsupport": "support",
    "timeofsupport": "support",
}
_ENDS = frozenset({"endofsupport", "endoflife"})
_BUSINESS = re.compile(r"\b(business|working|work|bank)[ -]*(days?|hours?)\b", re.IGNORECASE)
_MICROSECONDS = 86_400_000_000


def plain(property_: str) -> str:
    """The property of a service level, without the freedoms of its spelling."""
    return re.sub(r"[^a-z]", "", property_.lower())


def kind_of(property_: str) -> Kind | None:
    """None for a property that is not compared along the chain."""
    return _KINDS.get(plain(property_))


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A service level as it is written in a contract."""

    property: str
    value: Any
    unit: str | None = None
    schedule: str | None = None
    scheduler: str | None = None
    line: int | None = None

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        """Of a row of the facts' table `sla`, whose value is JSON."""
        value = row["value"]
        return cls(
            value=None if value is None else json.loads(value),
            **{key: row[key] for key in ("property", "unit", "schedule", "scheduler", "line")},
        )


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A service level that nobody can compare with another: ``reason`` ends a sentence."""

    kind: Kind
    written: str
    reason: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Promise:
    """What a contract promises at most (ages, ``period``) or at least (all else).

    ``freshness`` and ``latency`` are ages of the data that readers see. ``period`` is the longest
    time between two updates; ``schedule`` is when they are made: a cron expression in UTC, or one
    a line (`inseam.promises.schedule`). ``availability`` is a share, 0 to 1. ``lines`` says where
    in the contract's file each is written.
    """

    contract: str
    freshness: timedelta | None = None
    period: timedelta | None = None
    schedule: str | None = None
    latency: timedelta | None = None
    availability: Fraction | None = None
    retention: timedelta | None = None
    support: WeeklyHours | None = None
    not_compared: tuple[NotCompared, ...] = ()
    lines: tuple[tuple[Kind, int | None], ...] = ()

    @property
    def age(self) -> timedelta | None:
        """How old the data may be that readers see: the stricter of freshness and latency."""
        return min((a for a in (self.freshness, self.latency) if a is not None), default=None)

    @property
    def longest_pause(self) -> timedelta | None:
        """Between two updates: of the schedule, else the period."""
        return self.period if self.schedule is None else longest_gap(self.schedule)

    def line(self, kind: Kind) -> int | None:
        return dict(self.lines).get(kind)


def last_day(levels: Iterable[Level]) -> date | None:
    """Of what a contract promises: the earlier of its ends, None where it says none."""
    ends = (_day(level.value) for level in levels if plain(level.property) in _ENDS)
    return min((end for end in ends if end is not None), default=None)


def _day(value: Any) -> date | None:
    """Of an ISO 8601 date or timestamp; what is neither is for `contract_lint` to report."""
    try:
        return datetime.fromisoformat(value.strip()).date() if isinstance(value, str) else None
    except ValueError:
        return None


def promise_of(contract: str, levels: Iterable[Level]) -> Promise:
    """Of two levels of one kind, the stricter."""
    promise = Promise(contract)
    for level in levels:
        if (kind := kind_of(level.property)) is not None:
            promise = strictest([promise, _READERS[kind](contract, level)], contract)
    return promise


def strictest(promises: Iterable[Promise], contract: str) -> Promise:
    """One that keeps all of them, if it is kept: what a product needs for all its live ports.

    ``contract`` names it. Different schedules are kept by the instants of all.
    """
    found = Promise(contract)
    for one in promises:
        found = replace(
            found,
            freshness=_least(found.freshness, one.freshness),
            period=_least(found.period, one.period),
            schedule=_both(found.schedule, one.schedule),
            latency=_least(found.latency, one.latency),
            availability=_most(found.availability, one.availability),
            retention=_most(found.retention, one.retention),
            support=_wider(found.support, one.support),
            not_compared=found.not_compared + one.not_compared,
            lines=_lines(found, one),
        )
    return found


def _of_length(
    kind: Kind, make: Callable[[str, timedelta], Promise]
) -> Callable[[str, Level], Promise]:
    def read(contract: str, level: Level) -> Promise:
        length = _length(level)
        if isinstance(length, str):
            return _not_compared(contract, kind, level, length)
        return replace(make(contract, length), lines=((kind, level.line),))

    return read


def _length(level: Level) -> timedelta | str:
    """Of what is written, or why there is none."""
    if _BUSINESS.search(f"{level.value} {level.unit or ''}"):
        return "business days are no length of time: it depends on when they begin"
    found = days(level.value, level.unit)
    if found is None:
        return "it is not a length of time, such as `24` with the unit `h`, or `P1D`"
    if found < 0:
        return "it is negative"
    try:
        return timedelta(microseconds=round(found * _MICROSECONDS))
    except OverflowError:
        return "it is longer than any time"


def _frequency(contract: str, level: Level) -> Promise:
    found = Promise(contract, lines=(("frequency", level.line),))
    if level.schedule is not None and level.scheduler in (None, "cron"):
        if (error := schedule_error(level.schedule)) is None:
            found = replace(found, schedule=level.schedule)
        else:
            found = replace(
                found,
                not_compared=(NotCompared("frequency", level.schedule, error, level.line),),
            )
    if level.value is None and found.schedule is not None:
        return found
    length = _length(level)
    if isinstance(length, str):
        broken = _not_compared(contract, "frequency", level, length).not_compared
        return replace(found, not_compared=found.not_compared + broken)
    return replace(found, period=length)


def _availability(contract: str, level: Level) -> Promise:
    found = share(level.value, level.unit)
    if found is None:
        reason = "it is not a share, such as `99.5` with the unit `percent`"
        return _not_compared(contract, "availability", level, reason)
    return Promise(contract, availability=found, lines=(("availability", level.line),))


def _support(contract: str, level: Level) -> Promise:
    found = weekly_hours(f"{level.value} {level.unit or ''}".strip())
    if isinstance(found, str):
        return _not_compared(contract, "support", level, found)
    return Promise(contract, support=found, lines=(("support", level.line),))


def _not_compared(contract: str, kind: Kind, level: Level, reason: str) -> Promise:
    written = f"{level.value} {level.unit or ''}".strip()
    return Promise(contract, not_compared=(NotCompared(kind, written, reason, level.line),))


_READERS: Mapping[Kind, Callable[[str, Level], Promise]] = {
    "freshness": _of_length("freshness", lambda c, found: Promise(c, freshness=found)),
    "frequency": _frequency,
    "latency": _of_length("latency", lambda c, found: Promise(c, latency=found)),
    "availability": _availability,
    "retention": _of_length("retention", lambda c, found: Promise(c, retention=found)),
    "support": _support,
}


def _least(one: timedelta | None, other: timedelta | None) -> timedelta | None:
    return min((each for each in (one, other) if each is not None), default=None)


_Amount = TypeVar("_Amount", timedelta, Fraction)


def _most(one: _Amount | None, other: _Amount | None) -> _Amount | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _both(one: str | None, other: str | None) -> str | None:
    lines = {line for each in (one, other) if each is not None for line in each.splitlines()}
    return "\n".join(sorted(lines)) or None


def _wider(one: WeeklyHours | None, other: WeeklyHours | None) -> WeeklyHours | None:
    if one is None or other is None:
        return one or other
    return other if other.covers(one) else one


def _lines(found: Promise, one: Promise) -> tuple[tuple[Kind, int | None], ...]:
    """The line of the stricter of two levels of a kind."""
    lines = dict(found.lines)
    for kind, line in one.lines:
        name = "period" if kind == "frequency" else kind
        old, new = getattr(found, name), getattr(one, name)
        is_most = kind in ("availability", "retention")
        if kind not in lines or (
            old is not None
            and new is not None
            and kind != "support"
            and (new > old if is_most else new < old)
        ):
            lines[kind] = line
    return tuple(sorted(lines.items()))
