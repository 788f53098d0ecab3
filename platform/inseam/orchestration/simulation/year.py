"""The runs of a year, event by event.

A plain queue of events, and no library for simulations: nothing waits in the middle of something
else here, and the order of events at one instant is part of the result.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from heapq import heappop, heappush

from inseam.orchestration.mesh import Input as Read
from inseam.orchestration.mesh import Product
from inseam.orchestration.simulation.assumptions import Assumptions, run_length
from inseam.orchestration.simulation.mesh import Simulated
from inseam.orchestration.simulation.strategies import Known, Strategy
from inseam.orchestration.simulation.world import Live, World
from inseam.promises.due import Input
from inseam.promises.promise import Promise, strictest

# What begins while the warehouse is out learns so after this time.
_REFUSED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Run:
    product: str
    begins: datetime
    ends: datetime
    is_good: bool
    is_repeat: bool
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """From ``at`` on readers see data as of ``data_as_of``, which is to keep ``promises``, one a
    port.
    """

    at: datetime
    data_as_of: datetime
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """``updates`` are by product, in order; the first is at the start."""

    start: datetime
    end: datetime
    runs: tuple[Run, ...]
    updates: dict[str, tuple[Update, ...]]


class _Event(IntEnum):
    """In the order in which they happen, of those at one instant."""

    END = 0
    MOVE = 1
    CHANGE = 2
    LOOK = 3


@dataclass(slots=True)
class _State:
    """Of one product. ``tried`` and ``attempts`` are as `Known` has them, ``read`` and
    ``reads_now`` by contract; ``usual`` is the length of its last good run.
    """

    product: Product
    promises: tuple[Promise, ...]
    promise: Promise
    cron: str
    usual: timedelta
    draw: random.Random
    started: datetime
    ended: datetime
    tried: datetime
    read: dict[str, datetime]
    updates: list[Update]
    attempts: int = 0
    failures: int = 0
    failed: datetime | None = None
    run: Run | None = None
    look_at: datetime | None = None
    reads_now: dict[str, datetime] = field(default_factory=dict)


def simulate_year(
    of: Simulated, strategy: Strategy, world: World, given: Assumptions, seed: str
) -> Year:
    """Everybody's data is of the start when it begins. The same arguments give the same year."""
    return _Simulation(of, strategy, world, given, seed).year()


class _Simulation:
    def __init__(
        self, of: Simulated, strategy: Strategy, world: World, given: Assumptions, seed: str
    ) -> None:
        self.of, self.strategy, self.world, self.given = of, strategy, world, given
        self.order = {product.name: place for place, product in enumerate(of.mesh.products)}
        self.states = {one.name: self._first(one, seed) for one in of.mesh.products}
        # When a system was filled last; one that lives never says so.
        self.filled: dict[str, datetime] = {}
        self.runs: list[Run] = []
        self.events: list[tuple[datetime, _Event, int, str]] = []

    def _first(self, product: Product, seed: str) -> _State:
        start = self.world.start
        return _State(
            product,
            product.promises,
            product.promise,
            self.of.cron(product),
            self.of.usual_of(product),
            random.Random(f"{seed} runs {product.name}"),
            started=start,
            ended=start,
            tried=start,
            read=dict.fromkeys((one.contract for one in product.inputs), start),
            updates=[Update(start, start, product.promises)],
        )

    def year(self) -> Year:
        for name, system in self.world.systems.items():
            for instant in system.moves():
                self._push(instant, _Event.MOVE, name)
        for name, changes in self.world.schedules.items():
            for instant, _ in changes:
                self._push(instant, _Event.CHANGE, name)
        self.now = self.world.start
        for state in self.states.values():
            self._look(state)
        while self.events and self.events[0][0] < self.world.end:
            self.now, event, _, name = heappop(self.events)
            match event:
                case _Event.END:
                    self._end(self.states[name])
                case _Event.MOVE:
                    self._move(name)
                case _Event.CHANGE:
                    self._change(self.states[name])
                case _Event.LOOK if self.states[name].look_at == self.now:
                    self._look(self.states[name])
        updates = {name: tuple(state.updates) for name, state in self.states.items()}
        return Year(self.world.start, self.world.end, tuple(self.runs), updates)

    def _push(self, at: datetime, event: _Event, name: str) -> None:
        heappush(self.events, (at, event, self.order.get(name, -1), name))

    def _look(self, state: _State) -> None:
        if state.run is not None:
            return
        wish = self.strategy(self._known(state), self.given.repeats)
        if wish.run:
            self._begin(state, wish.is_repeat, wish.late)
        elif wish.look_again_at is not None and wish.look_again_at != state.look_at:
            state.look_at = wish.look_again_at
            self._push(wish.look_again_at, _Event.LOOK, state.product.name)

    def _known(self, state: _State) -> Known:
        reads = state.product.inputs
        return Known(
            now=self.now,
            promise=state.promise,
            usual=state.usual,
            inputs=tuple(self._input(one, state) for one in reads),
            runs_at=state.cron,
            started=state.started,
            ended=state.ended,
            failures=state.failures,
            failed=state.failed,
            tried=state.tried,
            attempts=state.attempts,
            is_polled=all(
                one.provider is None and isinstance(self.world.systems[one.contract], Live)
                for one in reads
            ),
            waits=any(one.provider and self.states[one.provider].run is not None for one in reads),
        )

    def _input(self, of: Read, state: _State) -> Input:
        provider = None if of.provider is None else self.states[of.provider]
        return Input(
            name=of.contract,
            promise=of.promise if provider is None else self._now_promised(of, provider),
            data_as_of=self._as_of(of),
            read_as_of=state.read[of.contract],
            updated=self.filled.get(of.contract) if provider is None else provider.ended,
        )

    @staticmethod
    def _now_promised(of: Read, provider: _State) -> Promise:
        """Its owner may have moved its schedule."""
        live = {one.contract: one for one in provider.promises}
        return live.get(of.contract, of.promise)

    def _begin(self, state: _State, is_repeat: bool, late: tuple[str, ...]) -> None:
        name = state.product.name
        ends, is_good = self._outcome(state)
        state.look_at = None
        state.tried = self.now
        state.attempts = state.attempts + 1 if is_repeat else 1
        state.reads_now = {one.contract: self._as_of(one) for one in state.product.inputs}
        state.run = Run(name, self.now, ends, is_good, is_repeat, late)
        self.runs.append(state.run)
        self._push(ends, _Event.END, name)

    def _as_of(self, of: Read) -> datetime:
        """Of what a run would read now."""
        if of.provider is None:
            return self.world.systems[of.contract].as_of(self.now)
        return self.states[of.provider].updates[-1].data_as_of

    def _outcome(self, state: _State) -> tuple[datetime, bool]:
        """When the attempt ends that begins now, and whether well."""
        length = run_length(state.draw, self.of.usual_of(state.product), self.given)
        # Drawn always: see `run_length`.
        fails, share = state.draw.random() < self.given.failure_share, state.draw.random()
        if self.world.outages.at(self.now) is not None:
            return self.now + min(length, _REFUSED), False
        if fails or self.world.faults[state.product.name].at(self.now) is not None:
            return self._cut(self.now + length * share), False
        cut = self._cut(self.now + length)
        return cut, cut == self.now + length

    def _cut(self, ends: datetime) -> datetime:
        """By an outage of the warehouse that begins before."""
        return self.world.outages.first_within(self.now, ends) or ends

    def _end(self, state: _State) -> None:
        run = state.run
        assert run is not None
        state.run = None
        if run.is_good:
            state.started, state.ended = run.begins, run.ends
            state.usual = run.ends - run.begins
            state.failures, state.failed = 0, None
            state.read = state.reads_now
            as_of = min(state.read.values(), default=run.begins)
            state.updates.append(Update(run.ends, as_of, state.promises))
        else:
            state.failures, state.failed = state.failures + 1, run.ends
        self._look(state)
        self._look_readers(state.product.name)

    def _move(self, system: str) -> None:
        if not isinstance(self.world.systems[system], Live):
            self.filled[system] = self.now
        self._look_readers(system)

    def _look_readers(self, of: str) -> None:
        for reader in self.of.readers.get(of, ()):
            self._look(self.states[reader])

    def _change(self, state: _State) -> None:
        """Its owner moves its schedule, and says so in its contract. Nobody else does anything."""
        moved = dict(self.world.schedules[state.product.name])[self.now]
        state.cron = moved_by(self.of.cron(state.product), moved)
        state.promises = tuple(_moved(one, moved) for one in state.product.promises)
        state.promise = strictest(state.promises, state.product.name)
        state.look_at = None
        self._look(state)


def _moved(promise: Promise, hours: int) -> Promise:
    if promise.schedule is None:
        return promise
    return replace(promise, schedule=moved_by(promise.schedule, hours))


def moved_by(cron: str, hours: int) -> str:
    """The same on other hours, for what has one hour a line; else as it is."""

    def moved(line: str) -> str:
        minute, hour, *days = line.split()
        if not hour.isdigit():
            return line
        return " ".join((minute, str((int(hour) + hours) % 24), *days))

    return "\n".join(map(moved, cron.splitlines()))
