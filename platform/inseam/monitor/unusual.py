"""Whether a number is beyond what its own past explains: pure, by a rule that is written down.

The rule in words, with its reasons and how well it did, is docs/monitor.md, "What is unusual";
what follows is the same in code. Distances are counted in median absolute deviations, since one
bad day in the past must not hide the next (Hampel, "The influence curve and its role in robust
estimation", 1974; Leys et al., "Detecting outliers", 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

# Nothing is said on fewer earlier runs than these, each of a day of the same kind.
LEAST_RUNS = 7
# Older runs explain nothing.
WINDOW = timedelta(days=56)
# How many standard deviations of usual noise a number may be away, ...
_DEVIATIONS = 4.5
# ... and how much more while few runs tell how large it is: by this part, divided by their number.
_UNSURE = 4.0
# Of normal noise, the standard deviation over the median absolute deviation.
_NORMAL = 1.4826
# What nobody has to look at, however still the past was: this part of a count, ...
_PART = 0.1
# ... this part of what a day adds, ...
_PART_OF_STEP = 0.25
# ... so many rows or values, ...
_FEW = 3.0
# ... and this share of rows that are NULL.
_SHARE = 0.05
# Rows stay, and are added to, where no more than this part of the steps goes down.
_FALLS = 0.1
# A change that lasts for most of these runs is what is usual from then on.
_LASTING = 5
# A working day is as one of a weekend, of which there have been so many, if it is away from what is
# usual there by no more than its noise, which counts as between these parts of it.
_LEAST_WEEKENDS = 4
_AS_ON_A_WEEKEND = (0.25, 0.5)
# Days within which late rows make up for what was missing.
_CATCH_UP = 7
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """A number of a day, the last one that was read on it; a day is one of UTC.

    ``gap`` is how many days it is the change of, 0 for what is no change. ``of`` is the number of
    rows that a share is of.
    """

    day: date
    value: float
    gap: int = 0
    of: float = 0.0

    @property
    def is_weekend(self) -> bool:
        return self.day.weekday() >= _SATURDAY


@dataclass(frozen=True, slots=True)
class Unusual:
    """``value`` is further from what is ``usual`` than is ``allowed``, by ``runs`` earlier runs.

    With ``is_step`` all of them are of what was added since the run before.
    """

    value: float
    usual: float
    allowed: float
    runs: int
    is_step: bool = False


_Floor = Callable[[float], float]


def unusual_count(past: Iterable[Reading], now: Reading) -> Unusual | None:
    """Of a number of rows, or of distinct values; ``past`` in any order, one a day."""
    seen = _before(past, now)
    if not accumulates(seen):
        return _unusual(seen, now, lambda usual: max(_PART * abs(usual), _FEW))
    steps = steps_of([*seen, now])
    typical = median(abs(step.value) for step in steps[:-1])

    def floor(usual: float) -> float:
        return max(_PART_OF_STEP * max(abs(usual), typical), _FEW)

    found = _unusual(steps[:-1], steps[-1], floor)
    if found is None or _caught_up(steps, found.allowed):
        return None
    return Unusual(found.value, found.usual, found.allowed, found.runs, is_step=True)


def unusual_share(past: Iterable[Reading], now: Reading) -> Unusual | None:
    """Of the share of rows that are NULL, 0 to 1."""
    few = _FEW / now.of if now.of else 1.0
    return _unusual(_before(past, now), now, lambda _: max(_SHARE, few))


def accumulates(seen: Sequence[Reading]) -> bool:
    """Whether rows stay and are added to, so that what a day added tells more than the sum."""
    steps = steps_of(seen)
    falls = sum(step.value < 0 for step in steps)
    return bool(steps) and falls <= _FALLS * len(steps) and median(s.value for s in steps) > 0


def steps_of(seen: Sequence[Reading]) -> list[Reading]:
    """What each added to the one before; ``seen`` is in order."""
    return [
        Reading(after.day, after.value - before.value, (after.day - before.day).days)
        for before, after in pairwise(seen)
    ]


def _before(past: Iterable[Reading], now: Reading) -> list[Reading]:
    return sorted(
        (one for one in past if now.day - WINDOW <= one.day < now.day), key=lambda one: one.day
    )


def _alike(past: Iterable[Reading], now: Reading) -> list[Reading]:
    """Those of days of the same kind: working days, or weekends."""
    return [one for one in past if one.is_weekend == now.is_weekend and one.gap == now.gap]


def _unusual(past: Sequence[Reading], now: Reading, floor: _Floor) -> Unusual | None:
    alike = _alike(past, now)
    if len(alike) < LEAST_RUNS:
        return None
    usual = _median(alike)
    noise = max(_deviation(alike), _relative_deviation(past) * abs(usual))
    allowed = max(_DEVIATIONS * (1 + _UNSURE / len(alike)) * noise, floor(usual))
    references = [usual, _median(alike[-_LASTING:])]
    if same := [one for one in alike if one.day.weekday() == now.day.weekday()]:
        references.append(_median(same))
    if any(abs(now.value - reference) <= allowed for reference in references):
        return None
    if _is_as_on_a_weekend(past, now, floor):
        return None
    return Unusual(now.value, usual, allowed, len(alike))


def _median(readings: Iterable[Reading]) -> float:
    return median(one.value for one in readings)


def _deviation(readings: Sequence[Reading]) -> float:
    usual = _median(readings)
    return _NORMAL * median(abs(one.value - usual) for one in readings)


def _relative_deviation(past: Sequence[Reading]) -> float:
    """As a part of what is usual on a day of its kind: by all days, as few of one kind say little
    of how large their noise is.
    """
    parts = [
        abs(one.value - usual) / abs(usual)
        for one in past
        if (usual := _median(_alike(past, one))) != 0
    ]
    return _NORMAL * median(parts) if parts else 0.0


def _is_as_on_a_weekend(past: Sequence[Reading], now: Reading, floor: _Floor) -> bool:
    """On a working day: that is what a public holiday looks like."""
    weekend = [one for one in past if one.is_weekend and one.gap == now.gap]
    if now.is_weekend or len(weekend) < _LEAST_WEEKENDS:
        return False
    usual = _median(weekend)
    near, far = (part * abs(usual) for part in _AS_ON_A_WEEKEND)
    noise = _DEVIATIONS * _deviation(weekend)
    return abs(now.value - usual) <= max(min(max(noise, near), far), floor(usual))


def _caught_up(steps: Sequence[Reading], allowed: float) -> bool:
    """Whether the days before and this one together added what is usual for them."""
    over = 0.0
    for index in range(len(steps) - 1, max(len(steps) - 2 - _CATCH_UP, -1), -1):
        step = steps[index]
        alike = _alike(steps[:-1], step) or steps[:-1]
        over += step.value - median(one.value for one in alike)
        if index < len(steps) - 1 and abs(over) <= allowed:
            return True
    return False
