"""When a schedule has data made: cron expressions, read in UTC.

cronsim reads them, as Debian's cron does: a day of the month and a day of the week, both given, are
two ways to match. Where the ports of a product have different schedules, each is a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from cronsim import CronSim, CronSimError

# The first of these years begins on a Monday and is a leap year: so all kinds of February are seen.
_START = datetime(2024, 1, 1, tzinfo=UTC)
_END = datetime(2028, 1, 1, tzinfo=UTC)
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
    return min(next(CronSim(line, after.astimezone(UTC))) for line in schedule.splitlines())


def last_tick(schedule: str, at: datetime) -> datetime:
    """The last instant of it at ``at`` or before."""
    before = at.astimezone(UTC) + _STEP
    return max(next(CronSim(line, before, reverse=True)) for line in schedule.splitlines())


@lru_cache(maxsize=1024)
def ticks(schedule: str) -> tuple[datetime, ...]:
    """Instants one after the other, from a Monday: of four years, or as many as are sampled."""
    found: list[datetime] = []
    for tick in _each(schedule):
        if tick > _END or len(found) == _MOST_TICKS:
            break
        found.append(tick)
    return tuple(found)


def _each(schedule: str) -> Iterator[datetime]:
    tick = _START - _STEP
    while True:
        tick = next_tick(schedule, tick)
        yield tick


@lru_cache(maxsize=1024)
def longest_gap(schedule: str) -> timedelta:
    """The longest time between two instants of it, of those in `ticks`.

    Of a schedule with fewer than two of them, the least that it can be: four years.
    """
    found = ticks(schedule)
    gaps = [later - earlier for earlier, later in pairwise(found)]
    return max(gaps, default=_END - _START)
