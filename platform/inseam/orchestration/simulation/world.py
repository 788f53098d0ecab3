"""What happens in a simulated year whatever is done: the same for all strategies of one seed."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inseam.orchestration.simulation.assumptions import (
    HOUR,
    Assumptions,
    Window,
    instants,
    lognormal,
    windows,
)
from inseam.orchestration.simulation.mesh import Simulated
from inseam.promises.schedule import next_tick


@dataclass(frozen=True, slots=True)
class Windows:
    """Stretches of time apart from each other, in order: an outage, a fault."""

    of: tuple[Window, ...]

    def at(self, instant: datetime) -> Window | None:
        place = bisect_right(self.of, instant, key=lambda window: window[0]) - 1
        return self.of[place] if place >= 0 and instant < self.of[place][1] else None

    def first_within(self, begins: datetime, ends: datetime) -> datetime | None:
        """When the first that begins there does."""
        place = bisect_right(self.of, begins, key=lambda window: window[0])
        if place < len(self.of) and self.of[place][0] < ends:
            return self.of[place][0]
        return None


@dataclass(frozen=True, slots=True)
class Steps:
    """Values by the instant from which they hold, in order; the first holds always."""

    of: tuple[tuple[datetime, datetime], ...]

    def at(self, instant: datetime) -> datetime:
        place = bisect_right(self.of, instant, key=lambda step: step[0]) - 1
        return self.of[max(place, 0)][1]


@dataclass(frozen=True, slots=True)
class Live:
    """A system that is read while it lives. In an outage its data stands still."""

    lag: timedelta
    outages: Windows

    def as_of(self, instant: datetime) -> datetime:
        outage = self.outages.at(instant)
        return (instant if outage is None else outage[0]) - self.lag

    def moves(self) -> Iterable[datetime]:
        """When it has news after it had none."""
        return [ends for _, ends in self.outages.of]


@dataclass(frozen=True, slots=True)
class Batches:
    """A system that is filled now and then."""

    arrived: Steps

    def as_of(self, instant: datetime) -> datetime:
        return self.arrived.at(instant)

    def moves(self) -> Iterable[datetime]:
        return [arrives for arrives, _ in self.arrived.of[1:]]


@dataclass(frozen=True, slots=True)
class World:
    """``schedules`` are by product: from an instant on, what its cron and its promised schedule
    are moved by, in hours.
    """

    start: datetime
    end: datetime
    systems: dict[str, Live | Batches]
    outages: Windows
    faults: dict[str, Windows]
    schedules: dict[str, tuple[tuple[datetime, int], ...]]


def draw_world(of: Simulated, given: Assumptions, span: Window, seed: str) -> World:
    """Each kind of chance has a stream of its own, so a change of one leaves the others."""

    def stream(*names: str) -> random.Random:
        return random.Random(" ".join((seed, *names)))

    common = _faults(stream("faults"), given, span)
    return World(
        *span,
        {
            one.contract: _system(
                stream("system", one.contract), of.batches.get(one.contract), given, span
            )
            for one in of.mesh.systems
        },
        Windows(
            tuple(
                windows(
                    stream("outages"),
                    given.outages_a_year,
                    given.outage_hours,
                    given.outage_spread,
                    span,
                )
            )
        ),
        {
            one.name: common
            if given.faults_strike_all
            else _faults(stream("faults", one.name), given, span)
            for one in of.mesh.products
        },
        {one.name: _changes(stream("schedule", one.name), given, span) for one in of.mesh.products},
    )


def _faults(draw: random.Random, given: Assumptions, span: Window) -> Windows:
    rate, hours, spread = given.faults_a_year, given.fault_hours, given.fault_spread
    return Windows(tuple(windows(draw, rate, hours, spread, span)))


def _system(
    draw: random.Random, batches: str | None, given: Assumptions, span: Window
) -> Live | Batches:
    if batches is None:
        rate, hours = given.system_outages_a_year, given.system_outage_hours
        outages = windows(draw, rate, hours, given.system_outage_spread, span)
        return Live(given.system_lag_hours * HOUR, Windows(tuple(outages)))
    start, end = span
    found: list[tuple[datetime, datetime]] = [(start, start)]
    tick = next_tick(batches, start)
    while tick < end:
        delay = lognormal(draw, given.batch_delay_hours, given.batch_delay_spread)
        if draw.random() >= given.batch_missing_share:
            # Who comes after a later one brings nothing new.
            found.append((max(tick + delay, found[-1][0]), tick))
        tick = next_tick(batches, tick)
    return Batches(Steps(tuple(found)))


def _changes(
    draw: random.Random, given: Assumptions, span: Window
) -> tuple[tuple[datetime, int], ...]:
    most = given.schedule_change_hours
    hours: Sequence[int] = [each for each in range(-most, most + 1) if each]
    moved, found = 0, []
    for at in instants(draw, given.schedule_changes_a_year, *span):
        moved += draw.choice(hours) if hours else 0
        found.append((at, moved))
    return tuple(found)
