"""Whether a product is due now, and why.

It is due when what it promises needs a run, and not because an input has newer data. A run begins
early enough for its usual duration and one repeat, as late as that allows: of all ways to keep a
promise this needs the fewest runs (due_laws_test.py). Dagster's condition and the simulation both
ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from inseam.promises.promise import Promise
from inseam.promises.schedule import next_tick

# A run is early by its usual duration, and by that of a repeat, ...
_ATTEMPTS = 2
# ... but by no more than this part of what is promised: else it would run without a pause.
_EARLIEST = 2
# The first repeat is at once; what fails again is not helped by a third in a hurry.
_LONGEST_PAUSE = timedelta(hours=4)
_INSTANT = "%Y-%m-%d %H:%M UTC"
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A contract that a product reads. All instants have a zone.

    ``data_as_of`` is as of when the data is that a run would read now: the moment before now by
    its latency for a system that is read while it lives, None for what has no data yet.
    ``read_as_of`` is what it was for the product's last good run, None if that did not read it.
    ``updated`` is when its provider's last good run ended, None if nobody knows.
    """

    name: str
    promise: Promise
    data_as_of: datetime | None
    read_as_of: datetime | None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a product. All instants have a zone.

    ``started`` and ``ended`` are of its last good run, None before the first. ``failures`` counts
    the runs that failed since, the last of which ended at ``failed``. ``usual`` is how long a good
    run takes.
    """

    now: datetime
    usual: timedelta
    inputs: tuple[Input, ...]
    started: datetime | None = None
    ended: datetime | None = None
    failures: int = 0
    failed: datetime | None = None
    is_running: bool = False

    @property
    def data_as_of(self) -> datetime | None:
        """As of when the data is that readers see: the oldest that was read."""
        if not self.inputs:
            return self.started
        read = [one.read_as_of for one in self.inputs if one.read_as_of is not None]
        return min(read) if len(read) == len(self.inputs) else None


@dataclass(frozen=True, slots=True)
class Decision:
    """``late`` names the inputs that do not keep their own promise. Look again at
    ``look_again_at``, and when a run ends or an input has newer data; None: then only.
    """

    run: bool
    reason: str
    late: tuple[str, ...]
    look_again_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Need:
    """A run is needed from ``at`` on; ``has_news`` is false if a run now would change nothing."""

    at: datetime
    why: str
    has_news: bool = True


def decide(promise: Promise, seen: Seen) -> Decision:
    """Of what a product promises with all its live ports (`inseam.promises.promise.strictest`)."""
    late = tuple(one.name for one in seen.inputs if _is_late(one, seen.now))
    if seen.is_running:
        return Decision(False, "It is running.", late, None)
    absent = [f"`{one.name}`" for one in seen.inputs if one.data_as_of is None]
    if absent:
        return Decision(False, f"There is no data yet of {', '.join(absent)}.", late, None)
    needs = sorted(_needs(promise, seen), key=lambda need: need.at)
    if not needs:
        reason = "It promises neither an age nor a frequency, so nothing asks for a run."
        return Decision(False, reason, late, None)
    pause = _paused_until(seen)
    due = next((need for need in needs if need.at <= seen.now and need.has_news), None)
    if due is not None:
        if pause is not None and seen.now < pause:
            why = f"{seen.failures} runs failed in a row, so the next is at {pause:{_INSTANT}}."
            return Decision(False, f"{due.why} {why}", late, pause)
        return Decision(True, due.why, late, None)
    ahead = [need.at for need in needs if need.at > seen.now]
    look = max(min(ahead), pause or seen.now) if ahead else None
    if needs[0].at <= seen.now:
        return Decision(False, "It is due, and no input has newer data.", late, look)
    return Decision(False, f"Nothing is needed until {needs[0].at:{_INSTANT}}.", late, look)


def holds_until(
    promise: Promise, data_as_of: datetime | None, updated: datetime | None
) -> dict[str, datetime]:
    """Until when `age` and `frequency` hold, if nothing is done: those that can break.

    ``data_as_of`` is of the data that readers see, ``updated`` when they got it; None tells
    nothing, and breaks nothing. A frequency holds while there was an update within the period, or
    since the last instant but one of the schedule.
    """
    found = {}
    if promise.age is not None and data_as_of is not None:
        found["age"] = data_as_of + promise.age
    if updated is None:
        return found
    if promise.schedule is not None:
        tick = next_tick(promise.schedule, updated)
        # At that instant it is late already.
        found["frequency"] = next_tick(promise.schedule, tick) - _STEP
    elif promise.period is not None:
        found["frequency"] = updated + promise.period
    return found


def not_kept(
    promise: Promise, now: datetime, data_as_of: datetime | None, updated: datetime | None
) -> tuple[str, ...]:
    """Which of them do not hold at ``now``."""
    until = holds_until(promise, data_as_of, updated)
    return tuple(name for name, instant in until.items() if instant < now)


def _is_late(one: Input, now: datetime) -> bool:
    return bool(not_kept(one.promise, now, one.data_as_of, one.updated))


def _needs(promise: Promise, seen: Seen) -> Iterator[_Need]:
    """With a schedule, that is the frequency: a period beside it would make each day's run a bit
    earlier than the last.
    """
    if promise.age is not None:
        yield from _needs_of_age(promise.age, seen)
    if promise.schedule is not None:
        if seen.started is None:
            yield _Need(seen.now, "It promises a frequency, and there is no run yet.")
        else:
            tick = next_tick(promise.schedule, seen.started)
            yield _Need(tick, f"Its schedule promises new data, made at {tick:{_INSTANT}}.")
    elif promise.period is not None:
        if seen.ended is None:
            yield _Need(seen.now, "It promises a frequency, and there is no run yet.")
        else:
            until = seen.ended + promise.period
            why = f"It promises an update each {_length(promise.period)}: by {until:{_INSTANT}}."
            yield _Need(until - _lead(promise.period, seen), why)


def _needs_of_age(age: timedelta, seen: Seen) -> Iterator[_Need]:
    """Input by input, so that one that stands still neither stops the news of another nor asks for
    runs that bring none.
    """
    lead = _lead(age, seen)
    read = [(f"`{one.name}`", one.read_as_of, one.data_as_of) for one in seen.inputs]
    for what, as_of, newest in read or [("its data", seen.started, seen.now)]:
        if as_of is None or seen.started is None:
            why = f"It promises an age of {_length(age)}, and never read {what}."
            yield _Need(seen.now, why)
            continue
        until = as_of + age
        why = f"Readers see {what} as of {as_of:{_INSTANT}}, and may until {until:{_INSTANT}}."
        at = until - lead
        if newest is not None and newest <= seen.started - (age - lead):
            # Too old when the last run began: runs at each of its moves would keep nothing.
            at = seen.started + age - lead
        yield _Need(at, why, has_news=newest is not None and newest > as_of)


def _lead(promised: timedelta, seen: Seen) -> timedelta:
    return min(seen.usual * _ATTEMPTS, promised / _EARLIEST)


def _paused_until(seen: Seen) -> datetime | None:
    if seen.failed is None or seen.failures < _ATTEMPTS:
        return None
    # Beyond this power it is the longest anyway, and no timedelta is that long.
    grown = seen.usual * (1 << min(seen.failures - 1, 20))
    return seen.failed + min(grown, _LONGEST_PAUSE)


def _length(length: timedelta) -> str:
    hours = length.total_seconds() / 3600
    return f"{hours:g} h" if hours < 72 else f"{hours / 24:g} days"
