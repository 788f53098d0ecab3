"""Which promises can be kept, with what their inputs promise.

The model, and why it is so, is in docs/service-levels.md. In short: a provider does what it
promises and no more, unless it promises what it cannot keep; what nobody promises is taken to be
perfect. So a promise that is called impossible breaks while all its inputs keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from inseam.documents.durations import in_words
from inseam.documents.weekly_hours import WeeklyHours
from inseam.promises.promise import Kind, Promise
from inseam.promises.schedule import is_weekly, last_tick, next_tick, ticks

# No chain of people's products is as long; what is behind is taken to be perfect.
_MOST_LINKS = 100
KINDS: tuple[Kind, ...] = (
    "freshness",
    "latency",
    "frequency",
    "availability",
    "retention",
    "support",
)
Value = timedelta | Fraction | WeeklyHours


@dataclass(frozen=True, slots=True)
class Link:
    """A port, or a system outside, with the contracts that it is made of.

    ``asks`` are those of its ``inputs`` that are read when a reader reads: through views alone.
    ``keeps_history`` is whether it keeps rows that its inputs no longer have.
    """

    promise: Promise
    inputs: tuple[str, ...] = ()
    asks: frozenset[str] = frozenset()
    keeps_history: bool = True


Chain = Mapping[str, Link]


@dataclass(slots=True)
class Reading:
    """What a port's models read: at all, and when a reader reads. What is not known, keeps all."""

    contracts: set[str] = field(default_factory=set)
    when_asked: set[str] = field(default_factory=set)
    keeps_history: bool = True


@dataclass(frozen=True, slots=True)
class Feasibility:
    """What a port promises of one kind, and the best that it could.

    ``best`` is None where nothing bounds it, or nothing that bounds it is known. ``path`` is from
    the port to the weakest link, by contract: the last that alone is too weak, or the port where
    it is its own schedule. ``because`` is in sentences, "" without a bound.
    """

    contract: str
    kind: Kind
    promised: Value | None
    best: Value | None
    path: tuple[str, ...]
    because: str

    @property
    def can_be_kept(self) -> bool | None:
        """None where nothing is promised."""
        if self.promised is None:
            return None
        return self.best is None or not _is_worse(self.kind, self.best, self.promised)

    @property
    def weakest(self) -> str | None:
        return self.path[-1] if self.path else None


def feasibilities(chain: Chain, contracts: Iterable[str] | None = None) -> Iterator[Feasibility]:
    """Of all links, or of those of these ``contracts``: what is promised, or bounded."""
    bounds = _Bounds(chain)
    for contract in sorted(chain if contracts is None else set(contracts) & chain.keys()):
        promise = chain[contract].promise
        for kind in KINDS:
            promised, bound = promised_of(promise, kind), bounds.of(contract, kind)
            if promised is not None or (bound is not None and kind != "latency"):
                yield Feasibility(
                    contract,
                    kind,
                    promised,
                    None if bound is None else bound.best,
                    () if bound is None else bound.path,
                    "" if bound is None else bound.because,
                )


def promised_of(promise: Promise, kind: Kind) -> Value | None:
    match kind:
        case "freshness":
            return promise.freshness
        case "latency":
            return promise.latency
        case "frequency":
            return promise.longest_pause if promise.period is None else promise.period
        case "availability":
            return promise.availability
        case "retention":
            return promise.retention
        case "support":
            return promise.support


def shown(value: Value) -> str:
    """For people: `26 h`, `99.5 %`, `Mo-Fr 09:00-17:00 Europe/Berlin`."""
    if isinstance(value, WeeklyHours):
        return value.written
    if isinstance(value, timedelta):
        return in_words(value)
    return f"{float(value * 100):.6g} %"


def _is_worse(kind: Kind, one: Value, other: Value) -> bool:
    if isinstance(one, WeeklyHours) and isinstance(other, WeeklyHours):
        return not one.covers(other)
    if isinstance(one, timedelta) and isinstance(other, timedelta):
        return one < other if kind == "retention" else one > other
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one < other
    raise TypeError(f"a {kind} is compared with something else")


@dataclass(frozen=True, slots=True)
class _Bound:
    best: Value
    path: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class _Data:
    """What readers of ``contract`` have at an instant: all that was known at ``as_of``."""

    contract: str
    as_of: datetime


@dataclass(slots=True)
class _Bounds:
    """``_open`` are the links that are looked at: a product that reads itself bounds nothing."""

    chain: Chain
    _known: dict[tuple[str, Kind], _Bound | None] = field(default_factory=dict)
    _data: dict[tuple[str, datetime], _Data | None] = field(default_factory=dict)
    _weekly: dict[str, bool] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def of(self, contract: str, kind: Kind) -> _Bound | None:
        """How good it can be, for its inputs and its own schedule; None without a bound."""
        kind = "freshness" if kind == "latency" else kind
        key = (contract, kind)
        if key not in self._known:
            if not self._enter(contract):
                return None
            self._known[key] = self._find(contract, kind)
            self._open.pop()
        return self._known[key]

    def _enter(self, contract: str) -> bool:
        is_new = contract in self.chain and contract not in self._open
        if not is_new or len(self._open) == _MOST_LINKS:
            return False
        self._open.append(contract)
        return True

    def _find(self, contract: str, kind: Kind) -> _Bound | None:
        match kind:
            case "freshness" | "latency":
                return self._age(contract)
            case "frequency":
                return self._pause(contract)
            case "availability":
                return self._availability(contract)
            case "retention":
                return self._retention(contract)
            case "support":
                return self._support(contract)

    def _worst(self, contract: str, kind: Kind) -> tuple[Value, tuple[str, ...]] | None:
        """What readers of it must reckon with, and the path to why; None if nobody promises."""
        link = self.chain.get(contract)
        if link is None or contract in self._open:
            return None
        promise, bound = link.promise, self.of(contract, kind)
        own = {"freshness": promise.age, "frequency": promise.longest_pause}.get(
            kind, promised_of(promise, kind)
        )
        if own is not None and (bound is None or not _is_worse(kind, bound.best, own)):
            return own, (contract,)
        return None if bound is None else (bound.best, bound.path)

    def _inputs(
        self, contract: str, kind: Kind
    ) -> Iterator[tuple[str, tuple[Value, tuple[str, ...]] | None]]:
        for each in sorted(set(self.chain[contract].inputs)):
            yield each, self._worst(each, kind)

    def _age(self, contract: str) -> _Bound | None:
        link = self.chain[contract]
        schedule = link.promise.schedule
        if schedule is None:
            return self._age_of_inputs(contract)
        is_long = not self._is_weekly(contract)
        worst: tuple[timedelta, datetime, datetime, _Data | None] | None = None
        for tick, after in pairwise(ticks(schedule, is_long=is_long)):
            data = self._of_inputs(contract, tick)
            age = after - (tick if data is None else data.as_of)
            if worst is None or age > worst[0]:
                worst = (age, tick, after, data)
        if worst is None:
            return None
        age, tick, after, data = worst
        because = f"It is made at {tick:%a %H:%M} UTC"
        if data is not None:
            because += f", when what `{data.contract}` has may be {in_words(tick - data.as_of)} old"
        because += f", and the next time {in_words(after - tick)} later."
        return _Bound(age, self._path(contract, age), because)

    def _age_of_inputs(self, contract: str) -> _Bound | None:
        """Of a port that has no schedule: it may be made as soon as an input is."""
        oldest: tuple[timedelta, str] | None = None
        for name, worst in self._inputs(contract, "freshness"):
            if worst is not None and isinstance(worst[0], timedelta):
                oldest = max(oldest or (worst[0], name), (worst[0], name))
        if oldest is None:
            return None
        age, name = oldest
        because = f"What `{name}` has may be {in_words(age)} old."
        return _Bound(age, self._path(contract, age), because)

    def _path(self, contract: str, best: timedelta) -> tuple[str, ...]:
        """To the last link that alone is too old for what the port promises.

        Of a promise that can be kept, to the last link that alone is as old as the best.
        """
        promised = self.chain[contract].promise.age
        is_kept = promised is None or best <= promised
        path = [contract]
        while True:
            oldest: tuple[timedelta, str] | None = None
            for name, worst in self._inputs(path[-1], "freshness"):
                if name in path or worst is None or not isinstance(worst[0], timedelta):
                    continue
                is_bounding = worst[0] >= best if is_kept else worst[0] > (promised or best)
                if is_bounding and (oldest is None or worst[0] > oldest[0]):
                    oldest = (worst[0], name)
            if oldest is None:
                return tuple(path)
            path.append(oldest[1])
            if oldest[0] == self.chain[oldest[1]].promise.age:
                # It does what it promises, whatever is behind.
                return tuple(path)

    def _of_inputs(self, contract: str, at: datetime) -> _Data | None:
        """The oldest of what its inputs have for their readers at an instant."""
        found = (self._at(each, at) for each in sorted(set(self.chain[contract].inputs)))
        return min((one for one in found if one), key=lambda one: one.as_of, default=None)

    def _at(self, contract: str, at: datetime) -> _Data | None:
        """What its readers have at an instant, if no more is done than promised; None: all."""
        if contract not in self.chain:
            return None
        schedule = self.chain[contract].promise.schedule
        made = at if schedule is None else last_tick(schedule, at)
        key = (contract, made)
        if key not in self._data:
            if not self._enter(contract):
                return None
            self._data[key] = self._made(contract, made)
            self._open.pop()
        return self._data[key]

    def _made(self, contract: str, at: datetime) -> _Data | None:
        promise, data = self.chain[contract].promise, self._of_inputs(contract, at)
        if data is not None:
            data = _Data(contract, data.as_of)
        elif promise.schedule is not None:
            data = _Data(contract, at)
        if promise.age is None:
            return data
        # With a schedule, the age is as promised at the end: just before the next instant of it.
        end = at if promise.schedule is None else next_tick(promise.schedule, at)
        promised = _Data(contract, end - promise.age)
        return promised if data is None or promised.as_of <= data.as_of else data

    def _is_weekly(self, contract: str) -> bool:
        """Whether each week is like the other, for it and all behind it."""
        seen, left = {contract}, [contract]
        while left and contract not in self._weekly:
            one = left.pop()
            link = self.chain.get(one)
            schedule = None if link is None else link.promise.schedule
            if not self._weekly.get(one, schedule is None or is_weekly(schedule)):
                self._weekly[contract] = False
            elif link is not None and one not in self._weekly:
                left += [each for each in link.inputs if each not in seen]
                seen.update(link.inputs)
        # All that was seen is weekly, if nothing was found that is not.
        if contract not in self._weekly:
            self._weekly.update(dict.fromkeys(seen, True))
        return self._weekly[contract]

    def _pause(self, contract: str) -> _Bound | None:
        promise = self.chain[contract].promise
        own = promise.longest_pause if promise.schedule is not None else None
        inputs = list(self._inputs(contract, "frequency"))
        fastest: tuple[str, Value, tuple[str, ...]] | None = None
        # One input that changes more often, or that nobody knows of, is enough for something new.
        for name, worst in inputs:
            if worst is None:
                fastest = None
                break
            if fastest is None or _is_worse("frequency", fastest[1], worst[0]):
                fastest = (name, *worst)
        if fastest is not None and (own is None or _is_worse("frequency", fastest[1], own)):
            name, value, path = fastest
            because = f"Nothing new comes for {shown(value)}, not even from `{name}`."
            return _Bound(value, (contract, *path), because)
        if own is None:
            return None
        return _Bound(own, (contract,), f"Its schedule pauses for {in_words(own)}.")

    def _availability(self, contract: str) -> _Bound | None:
        """Of what is read when a reader reads: what is made before need not be there."""
        best, needed = Fraction(1), []
        weakest: tuple[Fraction, tuple[str, ...]] | None = None
        for name in sorted(self.chain[contract].asks):
            value, path = self._worst(name, "availability") or (None, ())
            if not isinstance(value, Fraction):
                continue
            best *= value
            needed.append(f"`{name}` ({shown(value)})")
            if weakest is None or value < weakest[0]:
                weakest = (value, path)
        if weakest is None:
            return None
        because = f"Whoever reads it reads {' and '.join(needed)}, through views."
        return _Bound(best, (contract, *weakest[1]), because)

    def _retention(self, contract: str) -> _Bound | None:
        if self.chain[contract].keeps_history:
            return None
        longest: tuple[str, Value, tuple[str, ...]] | None = None
        for name, worst in self._inputs(contract, "retention"):
            if worst is None:
                return None
            if longest is None or _is_worse("retention", longest[1], worst[0]):
                longest = (name, *worst)
        if longest is None:
            return None
        name, value, path = longest
        because = f"It is made from nothing each time, and `{name}` keeps rows for {shown(value)}."
        return _Bound(value, (contract, *path), because)

    def _support(self, contract: str) -> _Bound | None:
        promised = self.chain[contract].promise.support
        found: _Bound | None = None
        for name, worst in self._inputs(contract, "support"):
            hours, path = worst or (None, ())
            if not isinstance(hours, WeeklyHours):
                continue
            because = f"The support of `{name}` answers {hours.written}."
            bound = _Bound(hours, (contract, *path), because)
            if promised is not None and not hours.covers(promised):
                return bound
            found = found or bound
        return found
