"""When a schedule has data made: cron expressions, read in UTC.

cronsim reads them, as Debian's cron does: a day of the month and a day of the week, both given, are
two ways to match. Where the ports of a product have different schedules, each is a line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from cronsim import CronSim, CronSimError

# The first of these years begins on a Monday and is a leap year: so all kinds of February are seen.
_START = datetime(2024, 1, 1, tzinfo=UTC)
_END = datetime(2028, 1, 1, tzinfo=UTC)
_WEEK = timedelta(weeks=1)
_MOST_TICKS = 2_200  # more than one each five minutes of a week
_STEP = timedelta(microseconds=1)


def schedule_error(schedule: str) -> str | None:
    """Why nobody can read it, as the end of a sentence; None if it can be read."""
    lines = schedule.splitlines()
    if not lines:
        return "it is empty"
    for line in lines:
        try:
            next(CronSim(line, _START))
        except CronSimError as error:
            return f"it is not a cron expression ({error})"
        except StopIteration:
            return "it has no date"
    return None


def next_tick(schedule: str, after: datetime) -> datetime:
    """The first instant of it after ``after``. The ``schedule`` has no `schedule_error`."""
    if (offsets := _of_a_week(schedule)) is None:
        return min(next(CronSim(line, after.astimezone(UTC))) for line in schedule.splitlines())
    monday = _monday(after)
    place = bisect_right(offsets, after - monday)
    return monday + (offsets[place] if place < len(offsets) else offsets[0] + _WEEK)


def last_tick(schedule: str, at: datetime) -> datetime:
    """The last instant of it at ``at`` or before."""
    if (offsets := _of_a_week(schedule)) is None:
        before = at.astimezone(UTC) + _STEP
        return max(next(CronSim(line, before, reverse=True)) for line in schedule.splitlines())
    monday = _monday(at)
    place = bisect_right(offsets, at - monday)
    return monday + (offsets[place - 1] if place else offsets[-1] - _WEEK)


def is_weekly(schedule: str) -> bool:
    """Whether each week is like the other: it asks for no day of a month."""
    return _of_a_week(schedule) is not None


@lru_cache(maxsize=1024)
def ticks(schedule: str, *, is_long: bool) -> tuple[datetime, ...]:
    """Instants one after the other from a Monday: of a week and the first one after it, or of four
    years if ``is_long``; of a schedule that has many, the first of them.
    """
    end = _END if is_long else _START + _WEEK
    each = _each(schedule)
    found = list(takewhile(lambda tick: tick < end, islice(each, _MOST_TICKS)))
    return (*found, next_tick(schedule, found[-1] if found else _START))


@lru_cache(maxsize=1024)
def longest_gap(schedule: str) -> timedelta:
    """The longest time between two instants of it: of those in `ticks`, where it is not weekly."""
    found = ticks(schedule, is_long=not is_weekly(schedule))
    gaps = [later - earlier for earlier, later in pairwise(found)]
    return max(gaps, default=_END - _START)


def _each(schedule: str) -> Iterator[datetime]:
    tick = _START - _STEP
    while True:
        tick = next_tick(schedule, tick)
        yield tick


@lru_cache(maxsize=1024)
def _of_a_week(schedule: str) -> tuple[timedelta, ...] | None:
    """Its instants from Monday 00:00; None where weeks differ, or have one each second."""
    offsets: set[timedelta] = set()
    for line in schedule.splitlines():
        fields = line.split()
        if len(fields) != 5 or fields[2:4] != ["*", "*"] or set("#lL") & set(fields[4]):
            return None
        each = takewhile(lambda tick: tick < _START + _WEEK, CronSim(line, _START - _STEP))
        offsets.update(tick - _START for tick in each)
    return tuple(sorted(offsets))


def _monday(at: datetime) -> datetime:
    return at - (at - _START) % _WEEK
