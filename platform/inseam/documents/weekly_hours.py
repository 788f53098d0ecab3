"""Hours of a week, as contracts write when somebody answers: `Mo-Fr 09:00-17:00 Europe/Berlin`.

The form is that of OpenStreetMap's key `opening_hours`, of which days and hours of a week are read,
with the name of a time zone behind it. Holidays are not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WEEK = 7 * 24 * 60
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_RULE = re.compile(r"(?:(?P<days>[A-Za-z][A-Za-z ,-]*?)\s+)?(?P<hours>\d[\d:,\s-]*)")
_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?")
_ZONE = re.compile(r"(?P<rest>.*\d)\s+(?P<zone>UTC|GMT|[A-Z][A-Za-z_]+/[A-Za-z_/+-]+[\d]*)")
# A year with both offsets of a zone, which begins on a Monday.
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
_WEEKS = 53

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """``intervals`` are in minutes from Monday 00:00 in ``zone``, in order and apart; ``zone`` is
    None where the hours are all of the week.
    """

    zone: str | None
    intervals: tuple[Interval, ...]
    written: str

    def covers(self, other: WeeklyHours) -> bool:
        """Whether these are hours at each minute at which the other ones are."""
        if self.is_always or self.zone == other.zone:
            return _contain(self.intervals, other.intervals)
        if other.is_always:
            return False
        mine, theirs = _through_a_year(self), _through_a_year(other)
        # A week at either end may reach over it, where the other zone's does not.
        edges = (mine[0][0] + _WEEK, mine[-1][1] - _WEEK)
        return _contain(mine, [one for one in theirs if edges[0] <= one[0] and one[1] <= edges[1]])

    @property
    def is_always(self) -> bool:
        return self.intervals == ((0, _WEEK),)


def weekly_hours(written: str) -> WeeklyHours | str:
    """The hours, or why they cannot be read, as the end of a sentence."""
    text = " ".join(written.split())
    if text.lower() in ("24/7", "24x7", "always"):
        return WeeklyHours(None, ((0, _WEEK),), text)
    zone = None
    if (found := _ZONE.fullmatch(text)) is not None:
        text, zone = found["rest"], found["zone"]
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return f"no time zone is named `{zone}`"
    intervals: list[Interval] = []
    for rule in text.split(";"):
        read = _rule(rule.strip())
        if read is None:
            return "they are not hours of a week, such as `Mo-Fr 09:00-17:00 Europe/Berlin`"
        intervals += read
    merged = _merged(intervals)
    if merged == ((0, _WEEK),):
        return WeeklyHours(None, merged, written)
    if zone is None:
        return "they name no time zone, such as `Europe/Berlin`"
    return WeeklyHours(zone, merged, " ".join(written.split()))


def _rule(rule: str) -> list[Interval] | None:
    found = _RULE.fullmatch(rule)
    days = None if found is None else _days(found["days"])
    if found is None or days is None:
        return None
    intervals: list[Interval] = []
    for hours in found["hours"].split(","):
        read = _HOURS.fullmatch(hours.strip())
        if read is None:
            return None
        start, end = (int(read[at]) * 60 + int(read[at + 1] or 0) for at in (1, 3))
        if max(start, end) > 24 * 60 or int(read[2] or 0) > 59 or int(read[4] or 0) > 59:
            return None
        # `22:00-06:00` ends on the next day.
        length = end - start if end > start else end - start + 24 * 60
        for day in days:
            first = day * 24 * 60 + start
            intervals.append((first, min(first + length, _WEEK)))
            if first + length > _WEEK:
                intervals.append((0, first + length - _WEEK))
    return intervals


def _days(written: str | None) -> list[int] | None:
    """From 0 for Monday; all without a word."""
    if written is None:
        return list(range(7))
    days: list[int] = []
    for part in written.split(","):
        names = [name.strip().lower()[:2] for name in part.split("-")]
        if len(names) > 2 or any(name not in _DAYS for name in names):
            return None
        first, last = _DAYS.index(names[0]), _DAYS.index(names[-1])
        days += [day % 7 for day in range(first, last + 1 + (7 if last < first else 0))]
    return days


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _contain(outer: Iterable[Interval], inner: Iterable[Interval]) -> bool:
    outer = list(outer)
    return all(any(o[0] <= i[0] and i[1] <= o[1] for o in outer) for i in inner)


def _through_a_year(hours: WeeklyHours) -> tuple[Interval, ...]:
    """In minutes of UTC from the year's first Monday."""
    zone = ZoneInfo(hours.zone or "UTC")

    def minute(of_week: int, week: int) -> int:
        local = (_MONDAY + timedelta(weeks=week, minutes=of_week)).replace(tzinfo=zone)
        return int((local.astimezone(UTC) - _MONDAY) / timedelta(minutes=1))

    return _merged(
        (minute(start, week), minute(end, week))
        for week in range(_WEEKS)
        for start, end in hours.intervals
    )
